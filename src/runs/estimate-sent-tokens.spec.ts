import { describe, expect, it } from '@jest/globals';
import { user } from '../../test/support/conversation-factory.js';
import { estimateSentTokens } from './estimate-sent-tokens.js';

describe(estimateSentTokens.name, () => {
  it('grows with the prompt, the messages and the tools', () => {
    const asked = { system: 'x'.repeat(398), messages: [user('x'.repeat(800)), user('x'.repeat(4))], tools: [] };
    expect(estimateSentTokens(asked)).toBe(100 + 200 + 1);
    const tool = { name: 'read', description: 'x'.repeat(400), parameters: {} };
    expect(estimateSentTokens({ ...asked, tools: [tool] })).toBeGreaterThan(400);
  });
});
