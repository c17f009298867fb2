import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeLink, completedRun } from '../../../test/support/fake-link.js';
import { ProtocolError } from '../../gateway-protocol/protocol-error.js';
import { exitCodes } from '../cli-error.js';
import { type Question, type RunWatcher, askAgent } from './ask-agent.js';

const never = new AbortController().signal;
const question: Question = { message: 'hi', sessionKey: 'main', agentId: 'helper' };

/** Writes down what it is told. */
function notingWatcher(): RunWatcher & { told: string[] } {
  const told: string[] = [];
  return {
    told,
    onText: (delta) => told.push(`text ${delta}`),
    onToolStart: (name, given) => told.push(`start ${name} ${JSON.stringify(given)}`),
    onToolEnd: (name, isError) => told.push(`end ${name} ${String(isError)}`),
    onWarning: (text) => told.push(`warning ${text}`),
  };
}

const event = (runId: string, stream: string, data: object) => ({
  runId,
  sessionKey: 'agent:helper:main',
  stream,
  data,
});

describe('askAgent', () => {
  const clock = new FakeClock();
  const sut = (link: FakeLink, watcher: RunWatcher = notingWatcher(), signal = never) =>
    askAgent(link, question, watcher, { signal, clock });

  it('asks once, under a key of its own, and gives the last answer', async () => {
    const link = new FakeLink({ agent: () => completedRun('hello') });
    expect(await sut(link)).toEqual({ text: 'hello', payload: completedRun('hello') });
    await sut(link);
    expect(link.requests.map(({ params }) => params)).toEqual([
      { ...question, idempotencyKey: expect.any(String) },
      { ...question, idempotencyKey: expect.any(String) },
    ]);
    expect(new Set(link.requests.map(({ params }) => params['idempotencyKey'])).size).toBe(2);
    expect(link.listening).toBe(0);
  });

  it('tells what its own run does, and nothing of others', async () => {
    const watcher = notingWatcher();
    const link: FakeLink = new FakeLink({
      agent: ({ idempotencyKey }, accept) => {
        const runId = String(idempotencyKey);
        accept({ runId, sessionKey: 'agent:helper:main', status: 'accepted' });
        link.emit('agent', event(runId, 'assistant', { text: 'he', delta: 'he' }));
        link.emit('agent', event('another', 'assistant', { text: 'no', delta: 'no' }));
        link.emit('agent', event(runId, 'tool', { phase: 'start', name: 'read', args: { path: 'a' } }));
        link.emit('agent', event(runId, 'tool', { phase: 'update', name: 'read' }));
        link.emit('agent', event(runId, 'tool', { phase: 'result', name: 'read', isError: true }));
        link.emit('agent', 'nonsense');
        link.emit('chat', event(runId, 'assistant', { delta: 'twice' }));
        return completedRun('hello');
      },
    });
    await sut(link, watcher);
    expect(watcher.told).toEqual(['text he', 'start read {"path":"a"}', 'end read true']);
  });

  it('tells what of the question has no effect, and passes over warnings that are none', async () => {
    const watcher = notingWatcher();
    const link = new FakeLink({
      agent: (_params, accept) => {
        accept({ runId: 'r', sessionKey: 'agent:helper:main', status: 'accepted', warnings: ['not the owner', 7] });
        return completedRun('hello');
      },
    });
    await sut(link, watcher);
    expect(watcher.told).toEqual(['warning not the owner']);
  });

  it('a run that fails is told in the words of the gateway', async () => {
    const refusal = new ProtocolError({ code: 'UNAVAILABLE', message: 'the model is gone' });
    const link = new FakeLink({ agent: () => Promise.reject(refusal) });
    await expect(sut(link)).rejects.toBe(refusal);
    expect(link.listening).toBe(0);
  });

  it('an answer that says nothing is empty', async () => {
    expect(await sut(new FakeLink({ agent: () => 'odd' }))).toEqual({ text: '', payload: 'odd' });
  });

  it('Ctrl-C stops the run that was accepted, and waits for its end', async () => {
    const controller = new AbortController();
    const ended = Promise.withResolvers<unknown>();
    const link = new FakeLink({
      agent: (_, accept) => {
        accept({ runId: 'run-7', sessionKey: 'agent:helper:main', status: 'accepted' });
        return ended.promise;
      },
      'chat.abort': () => ended.reject(new Error('The run was cancelled.')),
    });
    const answer = sut(link, undefined, controller.signal);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ message: 'The run was stopped.', exitCode: exitCodes.interrupted });
    expect(link.requests.at(-1)).toEqual({
      method: 'chat.abort',
      params: { sessionKey: 'agent:helper:main', runId: 'run-7' },
    });
  });

  it('Ctrl-C before the run was accepted stops it as soon as it is', async () => {
    const controller = new AbortController();
    const accepted = Promise.withResolvers<unknown>();
    const ended = Promise.withResolvers<unknown>();
    const link = new FakeLink({
      agent: async (_, accept) => {
        await accepted.promise;
        accept({ runId: 'run-7', sessionKey: 'agent:helper:main', status: 'accepted' });
        return ended.promise;
      },
      'chat.abort': () => ended.reject(new Error('The run was cancelled.')),
    });
    const answer = sut(link, undefined, controller.signal);
    controller.abort();
    expect(link.requests).toHaveLength(1);
    accepted.resolve(undefined);
    await expect(answer).rejects.toMatchObject({ exitCode: exitCodes.interrupted });
    expect(link.requests).toHaveLength(2);
  });

  it('Ctrl-C does not wait for ever for a gateway that does not answer', async () => {
    const controller = new AbortController();
    const link = new FakeLink({ agent: () => new Promise(() => undefined) });
    const answer = expect(sut(link, undefined, controller.signal)).rejects.toMatchObject({
      exitCode: exitCodes.interrupted,
    });
    controller.abort();
    await clock.advance(5_000);
    await answer;
  });

  it('a command that was interrupted already asks nothing', async () => {
    const link = new FakeLink({ agent: () => completedRun('hello') });
    await expect(sut(link, undefined, AbortSignal.abort())).rejects.toMatchObject({ exitCode: exitCodes.interrupted });
    expect(link.requests).toEqual([]);
  });
});
