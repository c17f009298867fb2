import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { assistant, toolResult, user } from '../../test/support/conversation-factory.js';
import type { Message } from '../common/conversation.js';
import { estimateTokens, fitHistory } from './context-window.js';

function cost(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + estimateTokens(message), 0);
}

/** One exchange: a question, perhaps calls with their results, an answer. */
const exchange = fc
  .tuple(fc.string({ maxLength: 60 }), fc.array(fc.uuid(), { maxLength: 3 }), fc.string({ maxLength: 60 }))
  .map(([question, callIds, reply]): Message[] => [
    user(question),
    ...(callIds.length === 0
      ? []
      : [
          assistant('', ...callIds.map((id) => ({ id, name: 'tool', arguments: '{}' }))),
          ...callIds.map((id) => toolResult(id, `result ${id}`)),
        ]),
    assistant(reply),
  ]);
const history = fc.array(exchange, { maxLength: 8 }).map((exchanges) => exchanges.flat());

function expectNothingParted(messages: readonly Message[]): void {
  const called = messages.flatMap((message) =>
    message.role === 'assistant' ? message.toolCalls.map(({ id }) => id) : [],
  );
  const answered = messages.flatMap((message) => (message.role === 'tool' ? [message.callId] : []));
  expect(answered).toEqual(called);
}

describe(fitHistory.name, () => {
  it('H8: never exceeds the budget, keeps the newest, and parts no tool call from its result', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: -10, max: 200 }), (messages, budget) => {
        const fitted = fitHistory(messages, budget);
        expect(fitted.length === 0 || cost(fitted) <= budget).toBe(true);
        expect(fitted).toEqual(messages.slice(messages.length - fitted.length));
        expectNothingParted(fitted);
      }),
      { numRuns: 500 },
    );
  });

  it('H8: leaves out no exchange that would have fitted', () => {
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 8 }), fc.integer({ min: 0, max: 200 }), (exchanges, budget) => {
        const fitted = fitHistory(exchanges.flat(), budget);
        const fitting = exchanges.filter((_exchange, index) => cost(exchanges.slice(index).flat()) <= budget);
        expect(fitted).toEqual(fitting.flat());
      }),
      { numRuns: 500 },
    );
  });

  it('H2: gives the whole history where it fits, also one that does not begin with the user', () => {
    const messages = [assistant('Hello, I am the front desk.'), user('hi'), assistant('ho')];
    expect(fitHistory(messages, 1_000)).toEqual(messages);
    expect(fitHistory([assistant('Hello.')], 1_000)).toEqual([assistant('Hello.')]);
    expect(fitHistory(messages, 3)).toEqual(messages.slice(1));
  });

  it('H8: keepNewest keeps the newest exchange, and only that, beyond the budget', () => {
    const call = { id: 'call-1', name: 'look', arguments: '{}' };
    const newest = [user('x'.repeat(400)), assistant('', call)];
    const messages = [user('before'), assistant('ok'), ...newest];
    expect(fitHistory(messages, 0)).toEqual([]);
    expect(fitHistory(messages, 0, { keepNewest: true })).toEqual(newest);
    expect(fitHistory(newest, -5, { keepNewest: true })).toEqual(newest);
    expect(fitHistory([assistant('', call)], 0, { keepNewest: true })).toEqual([assistant('', call)]);
    expect(fitHistory(messages, 1_000, { keepNewest: true })).toEqual(messages);
  });

  it('does not change the history it is given', () => {
    const messages = Object.freeze([user('a'), assistant('b')]);
    expect(fitHistory(messages, 0)).toEqual([]);
    expect(messages).toHaveLength(2);
  });
});

describe(estimateTokens.name, () => {
  it('counts text, calls and their arguments, and images and files at a flat rate', () => {
    expect(estimateTokens(user('12345678'))).toBe(2);
    expect(
      estimateTokens(assistant('1234', { id: 'long-id-that-is-not-counted', name: 'tool', arguments: '{"a":1}1' })),
    ).toBe(4);
    const image = { type: 'image' as const, mediaType: 'image/png', data: 'A'.repeat(100_000) };
    expect(estimateTokens({ role: 'user', content: [image, image, { type: 'text', text: '1234' }] })).toBe(2_001);
  });
});
