import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agentOfKey, sessionIdOf, wholeSessionKey } from './session-name.js';

describe('session names', () => {
  it.each([
    ['agent:main:chat', 'main', 'chat', 'agent:main:chat'],
    ['agent:Front-Desk:Chat', 'front-desk', 'Chat', 'agent:front-desk:Chat'],
    ['AGENT:main:a:b:c', 'main', 'a:b:c', 'agent:main:a:b:c'],
    ['chat', undefined, 'chat', 'agent:default:chat'],
    ['openai-user:ada', undefined, 'openai-user:ada', 'agent:default:openai-user:ada'],
    ['agent:', undefined, 'agent:', 'agent:default:agent:'],
    ['agent:main', undefined, 'agent:main', 'agent:default:agent:main'],
  ])('%s', (given, agent, id, whole) => {
    expect(agentOfKey(given)).toBe(agent);
    expect(sessionIdOf(given)).toBe(id);
    expect(wholeSessionKey(given, 'default')).toBe(whole);
  });

  it('a whole key stays what it is, and names what it was made of', () => {
    const agent = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,10}$/);
    const name = fc.string({ minLength: 1 }).filter((text) => !/^agent:[^:]+:./is.test(text));
    fc.assert(
      fc.property(agent, name, (agentId, text) => {
        const key = wholeSessionKey(text, agentId);
        expect(wholeSessionKey(key, 'other')).toBe(key);
        expect([agentOfKey(key), sessionIdOf(key)]).toEqual([agentId, text]);
      }),
    );
  });
});
