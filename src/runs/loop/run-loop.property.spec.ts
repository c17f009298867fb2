import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { runScript, usageOf } from '../../../test/support/loop-factory.js';
import type { Message, ToolCall } from '../../common/conversation.js';
import type { ModelEvent } from '../../providers/provider.port.js';
import type { RunEvent } from '../run-event.js';
import { ToolChoiceUnmetError } from '../runs.errors.js';
import { runLoop } from './run-loop.js';
import { maxTurns } from './stop-rules.js';

interface ScriptedTurn {
  pieces: string[];
  calls: { name: string; argumentPieces: string[] }[];
  reason: 'stop' | 'length' | 'tool-calls' | 'content-filter';
  usage: [number, number];
  batchSize: number;
}

const scriptedTurn: fc.Arbitrary<ScriptedTurn> = fc.record({
  pieces: fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }),
  calls: fc.array(
    fc.record({
      name: fc.constantFrom('look', 'write', 'client_open', 'client_close'),
      argumentPieces: fc.array(fc.string(), { maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
  reason: fc.constantFrom('stop', 'length', 'tool-calls', 'content-filter'),
  usage: fc.tuple(fc.nat(1_000), fc.nat(1_000)),
  batchSize: fc.integer({ min: 1, max: 6 }),
});
const script = fc.array(scriptedTurn, { minLength: 1, maxLength: 4 });

/** The calls' argument pieces are interleaved, as providers that call several tools at once do. */
function eventsOf(turn: ScriptedTurn, position: number): ModelEvent[][] {
  const longest = Math.max(0, ...turn.calls.map((call) => call.argumentPieces.length));
  const deltas = Array.from({ length: longest }, (_, piece) =>
    turn.calls.flatMap((call, index): ModelEvent[] => {
      const argumentsDelta = call.argumentPieces[piece];
      return argumentsDelta === undefined ? [] : [{ type: 'tool-call-delta', index, argumentsDelta }];
    }),
  ).flat();
  const events: ModelEvent[] = [
    { type: 'response-start' },
    ...turn.pieces.map((text): ModelEvent => ({ type: 'text-delta', text })),
    ...turn.calls.map(({ name }, index): ModelEvent => ({
      type: 'tool-call-start',
      index,
      id: `${position}-${index}`,
      name,
    })),
    ...deltas,
    { type: 'usage', usage: usageOf(...turn.usage) },
    { type: 'finish', reason: turn.reason },
  ];
  return Array.from({ length: Math.ceil(events.length / turn.batchSize) }, (_, batch) =>
    events.slice(batch * turn.batchSize, (batch + 1) * turn.batchSize),
  );
}

/** What a transport makes of the events. */
function fold(events: readonly RunEvent[]): { text: string; toolCalls: ToolCall[] } {
  const folded = { text: '', toolCalls: [] as ToolCall[] };
  for (const event of events) {
    if (event.type === 'text-delta') folded.text += event.text;
    if (event.type === 'client-tool-call-start')
      folded.toolCalls[event.index] = { id: event.id, name: event.name, arguments: '' };
    const call = event.type === 'client-tool-call-delta' ? folded.toolCalls[event.index] : undefined;
    if (event.type === 'client-tool-call-delta' && call) call.arguments += event.argumentsDelta;
  }
  return folded;
}

function run(turns: ScriptedTurn[], holdText: boolean) {
  return runScript(turns.map(eventsOf), { holdText, stopRules: [maxTurns(turns.length)] });
}

function callsWithoutOneResult(output: readonly Message[]): string[] {
  const results = output.flatMap((message) => (message.role === 'tool' ? [message.callId] : []));
  const ownCalls = output.flatMap((message) =>
    message.role === 'assistant' ? message.toolCalls.filter(({ name }) => !name.startsWith('client_')) : [],
  );
  return ownCalls.filter(({ id }) => results.filter((result) => result === id).length !== 1).map(({ id }) => id);
}

describe(runLoop.name, () => {
  it('J3: the joined events are the visible message, text and calls, however the model cut them', async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.boolean(), async (turns, holdText) => {
        const { events, outcome } = await run(turns, holdText);
        expect(fold(events)).toEqual({ text: outcome?.visible.text, toolCalls: outcome?.visible.toolCalls });
        expect(events.filter((event) => event.type === 'text-delta' && event.text === '')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('I3: under a tool choice as well, and what is shown of a run that fails for it is nothing of what was said', async () => {
    const choice = fc.constantFrom({ type: 'required' } as const, { type: 'tool', name: 'client_open' } as const);
    await fc.assert(
      fc.asyncProperty(script, choice, fc.boolean(), async (turns, toolChoice, holdText) => {
        const { events, outcome, error } = await runScript(turns.map(eventsOf), {
          toolChoice,
          holdText,
          stopRules: [maxTurns(turns.length)],
        });
        if (outcome) expect(fold(events)).toEqual({ text: outcome.visible.text, toolCalls: outcome.visible.toolCalls });
        else {
          expect(error).toBeInstanceOf(ToolChoiceUnmetError);
          expect(fold(events)).toEqual({ text: '', toolCalls: [] });
        }
        if (outcome?.finishReason !== 'tool-calls') return;
        const called = outcome.visible.toolCalls.map(({ name }) => name);
        expect(toolChoice.type === 'required' || called.includes('client_open')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('F5: each own call has exactly one result in what is stored, whether it ran or not', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (turns) => {
        const { outcome, executed, shown } = await run(turns, false);
        expect(callsWithoutOneResult(outcome?.output ?? [])).toEqual([]);
        expect(executed.filter(({ name }) => name.startsWith('client_'))).toEqual([]);
        for (const messages of shown.slice(1)) expect(callsWithoutOneResult(messages)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('I1: usage is the sum over the calls that were made', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (turns) => {
        const { outcome, shown } = await run(turns, false);
        const made = turns.slice(0, shown.length);
        expect(outcome?.usage).toEqual(
          usageOf(
            made.reduce((sum, turn) => sum + turn.usage[0], 0),
            made.reduce((sum, turn) => sum + turn.usage[1], 0),
          ),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('J3: what is shown does not depend on how the events were batched', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (turns) => {
        const one = await run(turns, false);
        const other = await run(
          turns.map((turn) => ({ ...turn, batchSize: 1 })),
          false,
        );
        expect(one.events).toEqual(other.events);
        expect(one.batches.every((batch) => batch.length > 0)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
