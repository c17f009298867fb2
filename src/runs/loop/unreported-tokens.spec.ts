import { describe, expect, it } from '@jest/globals';
import { usageOf } from '../../../test/support/loop-factory.js';
import type { ModelEvent } from '../../providers/provider.port.js';
import { TurnAssembler } from './turn-assembler.js';
import { unreportedTokens } from './unreported-tokens.js';

const said: ModelEvent[] = [
  { type: 'response-start' },
  { type: 'text-delta', text: 'x'.repeat(40) },
  { type: 'reasoning-delta', text: 'x'.repeat(40) },
  { type: 'refusal-delta', text: 'x'.repeat(40) },
  { type: 'tool-call-start', index: 0, id: 'call', name: 'x'.repeat(20) },
  { type: 'tool-call-delta', index: 0, argumentsDelta: 'x'.repeat(20) },
];
const finish: ModelEvent = { type: 'finish', reason: 'stop' };
const usage = (input: number, output: number): ModelEvent => ({ type: 'usage', usage: usageOf(input, output) });

describe(unreportedTokens.name, () => {
  const sut = (...events: ModelEvent[]): number => {
    const turn = new TurnAssembler();
    events.forEach((event) => turn.add(event));
    return unreportedTokens(turn, () => 500);
  };

  it.each<[string, ModelEvent[], number]>([
    ['nothing where the provider counted', [...said, usage(100, 50), finish], 0],
    ['nothing where it counted less than came', [...said, usage(100, 1), finish], 0],
    ['nothing where it answered nothing', [usage(100, 0), finish], 0],
    ['all of it where it did not count', [...said, finish], 540],
    ['all of it where it was not heard to the end', said, 540],
    ['what was sent, where nothing came', [], 500],
    ['what was sent, where only that is missing', [...said, usage(0, 50), finish], 500],
    ['what came, where only that is missing', [...said, usage(100, 0), finish], 40],
    ['what came beyond the count so far of an answer that broke off', [...said, usage(100, 15)], 25],
    ['nothing where the count so far is larger', [...said, usage(100, 70)], 0],
  ])('is %s', (_what, events, expected) => {
    expect(sut(...events)).toBe(expected);
  });
});
