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
/** The events of the call at `index`, its arguments split anywhere. */
const call = (index: number) =>
  fc
    .tuple(text, fc.array(text, { maxLength: 4 }))
    .map(([id, pieces]): RunEvent[] => [
      { type: 'client-tool-call-start', index, id, name: `tool_${index}` },
      ...pieces.map((argumentsDelta): RunEvent => ({ type: 'client-tool-call-delta', index, argumentsDelta })),
    ]);
const calls = fc
  .nat({ max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => call(index))))
  .map((list) => list.flat());
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

/** A whole run that succeeds, cut into batches anywhere. */
export const successfulRun: fc.Arbitrary<RunEvent[][]> = wholeRun(calls);

/** As `successfulRun`, with words after the calls too. */
export const responseRun: fc.Arbitrary<RunEvent[][]> = wholeRun(
  fc.tuple(ownCalls, fc.array(spoken, { maxLength: 4 })).map((parts) => parts.flat()),
);

function wholeRun(ending: fc.Arbitrary<RunEvent[]>): fc.Arbitrary<RunEvent[][]> {
  return fc
    .tuple(fc.array(spoken, { maxLength: 12 }), ending, end, fc.infiniteStream(fc.integer({ min: 1, max: 4 })))
    .map(([said, called, last, sizes]) => {
      const events: RunEvent[] = [{ type: 'model-start' }, ...said, ...called, last];
      const cut: RunEvent[][] = [];
      while (events.length > 0) cut.push(events.splice(0, sizes.next().value));
      return cut;
    });
}
