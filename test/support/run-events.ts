import fc from 'fast-check';
import { GatewayError } from '../../src/common/gateway-error.js';
import type { Usage } from '../../src/common/usage.js';
import type { RunEvent } from '../../src/runs/run-event.js';

/** A failure of a run, as a provider that is down would cause it. */
export class RunFailure extends GatewayError {
  constructor() {
    super('The model provider failed.', { status: 502, type: 'server_error', code: 'upstream_error' });
  }
}

export const usage: Usage = { inputTokens: 7, outputTokens: 5, cachedInputTokens: 2, reasoningTokens: 1 };

export function runEnd(overrides: Partial<Extract<RunEvent, { type: 'run-end' }>> = {}): RunEvent {
  return { type: 'run-end', finishReason: 'stop', usage, model: 'fake/model', ...overrides };
}

/** What `RunsService.start` gives: one array a read. */
export async function* batches(...events: RunEvent[][]): AsyncGenerator<RunEvent[]> {
  yield* events;
}

/** A run that is meant to be left before its end, and whether that ended it. */
export function watchedRun(...events: RunEvent[][]): { run: AsyncGenerator<RunEvent[]>; hasEnded: () => boolean } {
  let ended = false;
  async function* run(): AsyncGenerator<RunEvent[]> {
    try {
      yield* events;
    } finally {
      ended = true;
    }
  }
  return { run: run(), hasEnded: () => ended };
}

const text = fc.string({ unit: 'binary', maxLength: 8 });
const silent = fc.constantFrom<RunEvent>(
  { type: 'tool-start', callId: 'own_1', name: 'hidden_tool', arguments: '{"hidden":1}' },
  { type: 'tool-progress', callId: 'own_1', name: 'hidden_tool', text: 'hidden progress' },
  { type: 'tool-end', callId: 'own_1', name: 'hidden_tool', outcome: 'ok', result: 'hidden result' },
);
const spoken = fc.oneof(
  { weight: 3, arbitrary: text.map((value): RunEvent => ({ type: 'text-delta', text: value })) },
  text.map((value): RunEvent => ({ type: 'refusal-delta', text: value })),
  text.map((value): RunEvent => ({ type: 'reasoning-delta', text: value })),
  silent,
);
const end = fc
  .tuple(fc.constantFrom('stop', 'length', 'tool-calls', 'content-filter'), fc.nat(), fc.nat())
  .map(([finishReason, inputTokens, outputTokens]) =>
    runEnd({ finishReason, usage: { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0 } }),
  );

/** Calls whose ids are their own, as `ToolCallAssembler` sees to it, and whose arguments may come in turns. */
const ownCalls = fc.nat({ max: 3 }).chain((count) =>
  fc.array(fc.tuple(fc.nat(), text), { maxLength: 4 * count }).map((pieces): RunEvent[] => [
    ...Array.from({ length: count }, (_, index): RunEvent => ({
      type: 'client-tool-call-start',
      index,
      id: `call_${index}`,
      name: `tool_${index}`,
    })),
    ...pieces.map(([at, argumentsDelta]): RunEvent => ({
      type: 'client-tool-call-delta',
      index: at % count,
      argumentsDelta,
    })),
  ]),
);

const told = fc
  .tuple(fc.array(spoken, { maxLength: 12 }), ownCalls, fc.array(spoken, { maxLength: 4 }))
  .map((parts): RunEvent[] => [{ type: 'model-start' }, ...parts.flat()]);

/** A whole run that succeeds, in batches of any size. */
export const wholeRun: fc.Arbitrary<RunEvent[][]> = inBatches(
  fc.tuple(told, end).map(([events, last]) => [...events, last]),
);

/** A run whose provider fails after any of its events. */
export const cutRun: fc.Arbitrary<RunEvent[][]> = inBatches(
  fc
    .tuple(told, fc.nat())
    .map(([events, at]) => [
      ...events.slice(0, 1 + (at % events.length)),
      { type: 'run-error', error: new RunFailure() },
    ]),
);

function inBatches(whole: fc.Arbitrary<RunEvent[]>): fc.Arbitrary<RunEvent[][]> {
  return fc.tuple(whole, fc.infiniteStream(fc.integer({ min: 1, max: 4 }))).map(([events, sizes]) => {
    const left = [...events];
    const cut: RunEvent[][] = [];
    while (left.length > 0) cut.push(left.splice(0, sizes.next().value));
    return cut;
  });
}
