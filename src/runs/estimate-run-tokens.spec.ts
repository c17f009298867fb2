import { describe, expect, it } from '@jest/globals';
import { user } from '../../test/support/conversation-factory.js';
import { runRequest } from '../../test/support/run-factory.js';
import { estimateRunTokens } from './estimate-run-tokens.js';

describe(estimateRunTokens.name, () => {
  it('is never less than what an agent takes anyway', () => {
    expect(estimateRunTokens(runRequest())).toBe(1_000);
  });

  it('grows with what is said, with instructions, and with the longest answer that is asked for', () => {
    const messages = [user('x'.repeat(4_000)), user('y'.repeat(4_000))];
    expect(estimateRunTokens(runRequest({ messages }))).toBe(2_000);
    expect(estimateRunTokens(runRequest({ messages, instructions: ['z'.repeat(400)] }))).toBe(2_100);
    expect(estimateRunTokens(runRequest({ messages, options: { maxOutputTokens: 500 } }))).toBe(2_500);
  });
});
