import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { sharedToken } from '../../test/support/credentials.js';
import { assistant, toolResult, user } from '../../test/support/conversation-factory.js';
import type { Message } from '../common/conversation.js';
import type { SessionKey } from '../sessions/session-key.js';
import type { RunRequest } from './run-request.js';
import { toRunOrigin } from './to-run-origin.js';

const key: SessionKey = { key: 'agent:main:chat', kind: 'explicit' };

function requestOf(...messages: Message[]): RunRequest {
  return {
    agent: resolvedAgent(),
    owner: { isOwner: true, why: 'default' },
    credential: sharedToken,
    session: {},
    instructions: ['be brief'],
    messages,
    clientTools: [],
    toolChoice: { type: 'auto' },
    options: {},
    signal: new AbortController().signal,
  };
}

describe('toRunOrigin', () => {
  it('says whose run it is, where, and what was asked last', () => {
    const request = requestOf(user('first'), assistant('answer'), user('last'), toolResult('call_1', 'result'));
    expect(toRunOrigin('run_1', request, key)).toEqual({
      id: 'run_1',
      agentId: 'main',
      sessionKey: 'agent:main:chat',
      sessionKept: true,
      owner: { isOwner: true, why: 'default' },
      asked: 'last',
    });
  });

  it('keeps nothing of a stateless call in a session', () => {
    expect(toRunOrigin('run_1', requestOf(user('hi')), { ...key, kind: 'fresh' }).sessionKept).toBe(false);
  });

  it('shortens a long question, and has none where nobody asked', () => {
    const { asked } = toRunOrigin('run_1', requestOf(user('🙂'.repeat(5_000))), key);
    expect(asked.length).toBeLessThan(300);
    expect(asked.isWellFormed()).toBe(true);
    expect(toRunOrigin('run_1', requestOf(assistant('hello')), key).asked).toBe('');
  });
});
