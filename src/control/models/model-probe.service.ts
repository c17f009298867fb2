import { Inject, Injectable } from '@nestjs/common';
import { withDeadline } from '../../common/abort.js';
import { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/gateway-error.js';
import { Slots } from '../../common/slots.js';
import type { ModelProbeRow } from '../../gateway-protocol/method-payloads.js';
import { ModelNotConfiguredError } from '../../providers/model-not-configured.error.js';
import { ModelRegistryService } from '../../providers/model-registry.service.js';
import type { ModelRequest } from '../../providers/provider.port.js';
import { ProviderError } from '../../providers/provider.errors.js';
import { toGatewayError } from '../../providers/provider-failure.js';

const secondsForAnswer = 30;
/** Models of one probe that are asked at the same time: a local server loads each of them into memory. */
const mostAtOnce = 4;
/** Reasoning models think before they say a word, and refuse a smaller room. */
const answerTokens = 64;

const question: Omit<ModelRequest, 'model'> = {
  system: 'You are asked whether you can be reached. Answer with one word.',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'ping' }] }],
  tools: [],
  options: { maxOutputTokens: answerTokens },
};

/** Asks models a question to see whether they answer. */
@Injectable()
export class ModelProbe {
  constructor(
    private readonly models: ModelRegistryService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Of the given models, else of all that are known or that agents name. Rejects only with the signal's reason. */
  async run(refs: readonly string[] | undefined, signal: AbortSignal): Promise<ModelProbeRow[]> {
    const asked = refs ?? this.models.refs();
    const slots = new Slots(mostAtOnce);
    return Promise.all(asked.map((ref) => slots.run(signal, () => this.probe(ref, signal))));
  }

  private async probe(ref: string, signal: AbortSignal): Promise<ModelProbeRow> {
    const startedAt = this.clock.monotonic();
    const durationMs = (): number => Math.round(this.clock.monotonic() - startedAt);
    try {
      await withDeadline({ clock: this.clock, seconds: secondsForAnswer, signal }, (ending) => this.ask(ref, ending));
      return { ref, ok: true, durationMs: durationMs() };
    } catch (error) {
      signal.throwIfAborted();
      return { ref, ok: false, durationMs: durationMs(), error: describe(error) };
    }
  }

  private async ask(ref: string, signal: AbortSignal): Promise<void> {
    const { provider, modelId } = this.models.resolve(ref);
    for await (const batch of provider.stream({ ...question, model: modelId }, signal)) {
      const failed = batch.find((event) => event.type === 'error');
      if (failed) throw failed.error;
    }
  }
}

function describe(error: unknown): string {
  if (error instanceof ModelNotConfiguredError) return error.detail;
  if (error instanceof ProviderError) return toGatewayError(error, { includeDetails: true }).message;
  return error instanceof GatewayError || error instanceof Error ? error.message : String(error);
}
