import { describe, expect, it } from '@jest/globals';
import { keptResponse } from '../../test/support/response-factory.js';
import type { SessionKey } from '../sessions/session-key.js';
import { ResponseNotFoundError } from './responses.errors.js';
import { type SessionSource, checkState, toSessionChoice } from './to-session-choice.js';

const fresh: SessionKey = { key: 'agent:main:openai:1', kind: 'fresh' };
const header: SessionKey = { key: 'agent:main:talk', kind: 'explicit' };
const ada: SessionKey = { key: 'agent:main:openai-user:ada', kind: 'user' };
const bob: SessionKey = { key: 'agent:main:openai-user:bob', kind: 'user' };
const begun: SessionKey = { key: 'agent:main:response:resp_1', kind: 'response' };
const said = { store: undefined, background: false, previousResponseId: undefined, conversation: undefined };

function sut(named: SessionKey, state: Partial<SessionSource['state']> = {}, before?: SessionKey) {
  const previous = before && keptResponse({ session: before, runId: 'run_0' });
  return toSessionChoice({
    place: { agentId: 'main' },
    responseId: 'resp_2',
    state: { ...said, ...state },
    named,
    previous,
  });
}

describe(toSessionChoice.name, () => {
  it.each([
    ['nothing is said', sut(fresh), { key: 'agent:main:response:resp_2', kind: 'response' }, false],
    ['nothing is to be kept', sut(fresh, { store: false }), fresh, true],
    ['the header', sut(header, { conversation: 'c' }), header, false],
    ['the user', sut(ada), ada, false],
    ['the user, not stored', sut(ada, { store: false }), ada, true],
    [
      'a conversation before the user',
      sut(ada, { conversation: 'a:b' }),
      { key: 'agent:main:conversation:a%3Ab', kind: 'conversation' },
      false,
    ],
  ])('%s', (_name, choice, own, readOnly) => {
    expect(choice).toEqual({ own, readOnly });
  });

  it.each([
    ['its own chain', fresh, begun],
    ['a user in a chain that was nobody’s', ada, begun],
    ['the same user', ada, ada],
    ['the same header', header, header],
  ])('goes on after an earlier response: %s', (_name, named, before) => {
    const after = { runId: 'run_0', param: 'previous_response_id' };
    expect(sut(named, {}, before)).toEqual({ own: before, after, readOnly: false });
  });

  it.each([
    ['another user', bob, ada],
    ['another header', header, begun],
    ['a header in the session of a user', header, ada],
  ])('but not for %s', (_name, named, before) => {
    expect(() => sut(named, {}, before)).toThrow(ResponseNotFoundError);
  });
});

describe(checkState.name, () => {
  it.each([
    [{ background: true, store: false }, 'background'],
    [{ conversation: '' }, 'conversation'],
    [{ conversation: 'c', previousResponseId: 'resp_1' }, 'conversation'],
  ])('refuses %j', (state, param) => {
    expect(() => checkState({ ...said, ...state })).toThrow(expect.objectContaining({ status: 400, param }));
  });

  it.each([
    {},
    { background: true },
    { background: true, store: true },
    { store: false, previousResponseId: 'resp_1' },
  ])('accepts %j', (state) => {
    expect(() => checkState({ ...said, ...state })).not.toThrow();
  });
});
