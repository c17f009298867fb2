import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agentOfKey, sessionIdOf, splitSessionKey, wholeSessionKey } from './session-name.js';

describe('session names', () => {
  it.each([
    ['agent:main:chat', 'main', 'chat'],
    ['agent:Front-Desk:Chat', 'front-desk', 'Chat'],
    ['AGENT:main:a:b:c', 'main', 'a:b:c'],
    ['chat', undefined, 'chat'],
    ['openai-user:ada', undefined, 'openai-user:ada'],
    ['agent', undefined, 'agent'],
    ['agent:', '', ''],
    ['agent:main', 'main', ''],
    ['agent::x', '', 'x'],
  ])('%s', (given, agentId, name) => {
    expect(splitSessionKey(given)).toEqual({ agentId, name });
    expect([agentOfKey(given), sessionIdOf(given)]).toEqual([agentId, name]);
  });

  it('a whole key names what it was made of', () => {
    const agent = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,10}$/);
    fc.assert(
      fc.property(agent, fc.string({ unit: 'binary' }), (agentId, name) => {
        expect(splitSessionKey(wholeSessionKey(agentId, name))).toEqual({ agentId, name });
      }),
    );
  });
});
