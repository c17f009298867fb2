import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Message } from '../common/conversation.js';
import { RandomIds } from '../common/random-ids.js';
import { fixed } from '../../test/support/fixed.js';
import { SessionConfig } from '../config/session.config.js';
import { assistant, toolResult, user } from '../../test/support/conversation-factory.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { MemorySessionStore } from '../../test/support/memory-session-store.js';
import { SessionLaneService } from './session-lane.service.js';
import { SessionPrunerService } from './session-pruner.service.js';
import { SessionDamagedError } from './session.errors.js';
import { type OpenSession, type OpenSessionRequest, SessionsService } from './sessions.service.js';

const key = 'agent:main:openai-user:ann';

describe(SessionsService.name, () => {
  let sut: SessionsService;
  let store: MemorySessionStore;

  beforeEach(() => {
    store = new MemorySessionStore();
    const clock = new FakeClock(1_000);
    const section = fixed(new SessionConfig());
    const pruner = new SessionPrunerService(store, new SessionLaneService(section), section, clock);
    sut = new SessionsService(store, clock, new RandomIds(), pruner);
  });

  function open(incoming: Message[], overrides: Partial<OpenSessionRequest> = {}): Promise<OpenSession> {
    return sut.open({ key, kind: 'user', agentId: 'main', isOwner: false, incoming, ...overrides });
  }

  async function converse(text: string, answer: string, overrides: Partial<OpenSessionRequest> = {}): Promise<void> {
    const session = await open([user(text)], overrides);
    await session.commit({ runId: 'run-1', output: [assistant(answer)], visible: assistant(answer) });
  }

  it('H1: a fresh session has no history, reads nothing and keeps nothing', async () => {
    const outline = jest.spyOn(store, 'outline');
    await converse('a', 'b', { key: 'agent:main:openai:1', kind: 'fresh' });
    const again = await open([user('c')], { key: 'agent:main:openai:1', kind: 'fresh' });
    expect(again).toMatchObject({ history: [], newMessages: [user('c')] });
    expect(outline).not.toHaveBeenCalled();
    expect(await store.list()).toEqual([]);
  });

  it('H2: the next call of a user holds the earlier exchange', async () => {
    await converse('a', 'b');
    const next = await open([user('c')]);
    expect([...next.history, ...next.newMessages]).toEqual([user('a'), assistant('b'), user('c')]);
  });

  it('H2: another key knows nothing of it', async () => {
    await converse('a', 'b');
    expect((await open([user('c')], { key: `${key}2` })).history).toEqual([]);
  });

  it('H3: an operator who gives the key explicitly reaches the session of the user', async () => {
    await converse('a', 'b');
    expect((await open([user('c')], { kind: 'explicit' })).history).toHaveLength(2);
  });

  it('H4: a session with an owner turn refuses non-owner runs and stays open to the owner', async () => {
    await converse('a', 'b');
    await converse('c', 'd', { isOwner: true });
    await expect(open([user('e')])).rejects.toMatchObject({
      status: 403,
      type: 'permission_error',
      code: 'session_owner_only',
    });
    expect((await open([user('e')], { isOwner: true })).history).toHaveLength(4);
  });

  it('H4: an owner run that kept nothing closes nothing', async () => {
    await open([user('a')], { isOwner: true });
    await expect(open([user('b')])).resolves.toBeDefined();
  });

  it('H6: a resent history is not doubled, and own tool use that the client never saw goes upstream again', async () => {
    const call = { id: 'own', name: 'find', arguments: '{}' };
    const output = [assistant('', call), toolResult('own', 'found'), assistant('b')];
    await (await open([user('a')])).commit({ runId: 'run-1', output, visible: assistant('b') });
    const next = await open([user('a'), assistant('b'), user('c')]);
    expect([...next.history, ...next.newMessages]).toEqual([user('a'), ...output, user('c')]);
  });

  it('H6: an edited history branches, and what was stored is kept', async () => {
    await converse('a', 'b');
    await converse('c', 'd');
    const before = await store.load(key);
    const edited = await open([user('a'), assistant('b'), user('C')]);
    await edited.commit({ runId: 'run-3', output: [assistant('D')], visible: assistant('D') });
    const after = await store.load(key);
    expect(after?.turns.map(({ input }) => input)).toEqual([[user('a')], [user('C')]]);
    const back = before?.turns.at(-1);
    if (!back) throw new Error('nothing stored');
    await store.append({ key, agentId: 'main', owner: false }, { ...back, id: 'probe', parentId: back.id });
    expect((await store.load(key))?.turns.slice(0, 2)).toEqual(before?.turns);
  });

  it('H6: a client that goes on without answering its tool calls gets a history that providers accept', async () => {
    const call = { id: 'c1', name: 'look', arguments: '{}' };
    const visible = assistant('', call);
    await (await open([user('a')])).commit({ runId: 'run-1', output: [visible], visible });
    const next = await open([user('never mind')]);
    expect(next.history).toEqual([user('a'), visible, toolResult('c1', 'No result was given.')]);
    const answering = await open([toolResult('c1', 'seen')]);
    expect(answering.history).toEqual([user('a'), visible]);
  });

  it('H7: a commit that is repeated writes one turn', async () => {
    const session = await open([user('a')]);
    const result = { runId: 'run-1', output: [assistant('b')], visible: assistant('b') };
    await session.commit(result);
    await session.commit(result);
    expect((await store.load(key))?.turns).toHaveLength(1);
  });

  it('H7: keeps input, output, run and time of the turn', async () => {
    await converse('a', 'b');
    expect((await store.load(key))?.turns).toEqual([
      {
        id: expect.stringMatching(/^turn-/),
        parentId: null,
        runId: 'run-1',
        input: [user('a')],
        output: [assistant('b')],
        visible: assistant('b'),
        createdAt: 1_000,
      },
    ]);
  });

  it('H7: a store that fails fails the call', async () => {
    jest.spyOn(store, 'outline').mockRejectedValueOnce(new SessionDamagedError('x'));
    await expect(open([user('a')])).rejects.toMatchObject({ code: 'session_damaged', retryable: false });
    const session = await open([user('a')]);
    jest.spyOn(store, 'append').mockRejectedValueOnce(new Error('disk full'));
    const result = { runId: 'run-1', output: [assistant('b')], visible: assistant('b') };
    await expect(session.commit(result)).rejects.toThrow('disk full');
  });

  it('goes on after the turn of any run, with all that comes as new', async () => {
    const said = async (runId: string, text: string, after?: string): Promise<void> => {
      const session = await open([user(text)], after === undefined ? {} : { after: { runId: after, param: 'p' } });
      await session.commit({ runId, output: [assistant('b')], visible: assistant('b') });
    };
    await said('run-1', 'one');
    await said('run-2', 'two');
    const incoming = [user('one'), assistant('b'), user('x')];
    const branch = await open(incoming, { after: { runId: 'run-1', param: 'p' } });
    expect(branch).toMatchObject({ history: [user('one'), assistant('b')], newMessages: incoming });
    await said('run-3', 'three', 'run-1');
    expect((await store.load(key))?.turns.map(({ runId }) => runId)).toEqual(['run-1', 'run-3']);
  });

  it('cannot go on after a run that has left no turn', async () => {
    const after = { runId: 'run-9', param: 'previous_response_id' };
    await expect(open([user('a')], { after })).rejects.toMatchObject({ status: 400, param: 'previous_response_id' });
  });

  it('H4: nor in a session of the owner', async () => {
    await converse('a', 'b', { isOwner: true });
    const after = { runId: 'run-1', param: 'p' };
    await expect(open([user('c')], { after })).rejects.toMatchObject({ code: 'session_owner_only' });
  });

  it('H8: reads no more than it is asked to, and still counts what precedes', async () => {
    await converse('a', 'b');
    await converse('c', 'd');
    const bounds = { startOf: () => 2, olderBytes: 0 };
    const next = await open([user('e')], { bounds });
    expect(next).toMatchObject({ older: [], history: [user('c'), assistant('d')], earlierMessages: 4 });
    const wider = await open([user('a'), assistant('b'), user('c'), assistant('d'), user('e')], {
      bounds: { ...bounds, olderBytes: 1_000 },
    });
    expect(wider).toMatchObject({
      older: [user('a'), assistant('b')],
      history: [user('c'), assistant('d')],
      newMessages: [user('e')],
      earlierMessages: 4,
    });
  });

  it('reads without leaving a turn where it is to', async () => {
    await converse('a', 'b');
    await converse('aside', 'c', { readOnly: true });
    expect((await open([user('d')])).history).toEqual([user('a'), assistant('b')]);
  });
});
