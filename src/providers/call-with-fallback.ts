import { ModelCallError } from './model-call.error.js';
import type { ProviderError, ProviderErrorKind } from './provider.errors.js';
import type { ModelEvent, ModelRequest } from './provider.port.js';
import type { RequestInspector } from './request-inspector.js';
import type { ResolvedModel } from './resolved-model.js';

export interface FallbackCall {
  /** What to ask the model; each has limits of its own. */
  requestFor: (model: ResolvedModel) => Omit<ModelRequest, 'model'>;
  /** Asked about every request before it is sent. */
  inspect?: RequestInspector | undefined;
  signal: AbortSignal;
  /** Told the `<provider>/<model id>` whose answer follows, before its first batch. */
  onModel?: (ref: string) => void;
  /** Told of a failure after which the next model is asked. */
  onFallback?: (error: ProviderError) => void;
}

/** Failures that say nothing about the request, so that another model may well answer it. */
const mayMoveOn: ReadonlySet<ProviderErrorKind> = new Set(['connect', 'timeout', 'rate-limited', 'upstream', 'auth']);

/**
 * Streams the answer of the first of `models` that starts one; once it has, its failure is final. The stream keeps the
 * provider port's promises, and its errors are `ModelCallError`s.
 */
export async function* callWithFallback(
  models: readonly [ResolvedModel, ...ResolvedModel[]],
  call: FallbackCall,
): AsyncGenerator<ModelEvent[], void, undefined> {
  for (const [position, model] of models.entries()) {
    const failure = yield* callOne(model, call, position === models.length - 1);
    if (!failure) return;
    call.onFallback?.(failure);
  }
}

/** Returns the failure for which the next model is to be asked. */
async function* callOne(
  model: ResolvedModel,
  { requestFor, inspect, signal, onModel }: FallbackCall,
  isLast: boolean,
): AsyncGenerator<ModelEvent[], ProviderError | undefined, undefined> {
  let started = false;
  const request = { ...requestFor(model), model: model.modelId, inspect };
  for await (const received of model.provider.stream(request, signal)) {
    const batch = withModel(received, model);
    const failure = started ? undefined : errorIn(batch[0]);
    if (failure && !isLast && mayMoveOn.has(failure.kind) && !signal.aborted) return failure;
    if (!started && !failure) onModel?.(model.ref);
    started = true;
    yield batch;
  }
  return undefined;
}

function errorIn(event: ModelEvent | undefined): ProviderError | undefined {
  return event?.type === 'error' ? event.error : undefined;
}

/** An error is always the last event, so all batches but one stay as they are. */
function withModel(batch: ModelEvent[], model: ResolvedModel): ModelEvent[] {
  const last = batch.at(-1);
  if (last?.type !== 'error') return batch;
  const error = new ModelCallError(model.ref, model.providerName, last.error);
  return [...batch.slice(0, -1), { type: 'error', error }];
}
