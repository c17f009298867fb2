import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EventReceiver } from '../../control/events/event-hub.service.js';
import type { ResponseFrame } from '../../gateway-protocol/frames.js';
import { ProtocolError } from '../../gateway-protocol/protocol-error.js';
import { LocalLink } from './local-link.js';

type Answers = (answer: (frame: ResponseFrame) => void, signal: AbortSignal) => unknown;

describe(LocalLink.name, () => {
  let receiver: EventReceiver | undefined;
  let asked: { id: string; method: string; params?: unknown }[];
  let answers: Answers;
  let isClosed: boolean;
  let sut: LocalLink;

  beforeEach(() => {
    [asked, isClosed, answers] = [[], false, (answer) => answer({ type: 'res', id: '1', ok: true, payload: 'done' })];
    sut = new LocalLink({
      dispatcher: {
        dispatch: async ({ id, method, params }, { answer, signal }) => {
          asked.push({ id, method, params });
          await answers(answer, signal);
        },
      },
      hub: {
        add: (added) => {
          receiver = added;
          return () => undefined;
        },
      },
      now: 1_000,
      close: async () => {
        isClosed = true;
      },
    });
  });

  it('asks as the owner with every scope', () => {
    expect(receiver).toMatchObject({
      followsSessions: true,
      operator: { credential: { mayBeOwner: true }, connectedAt: 1_000, scopes: sut.hello.scopes },
    });
  });

  it('gives the answer, under an id that no other request has', async () => {
    expect(await sut.request('status')).toBe('done');
    await sut.request('health', { a: 1 });
    expect(asked).toEqual([
      { id: '1', method: 'status', params: undefined },
      { id: '2', method: 'health', params: { a: 1 } },
    ]);
  });

  it('gives the last of two answers, and tells of the first', async () => {
    const accepted: unknown[] = [];
    answers = (answer) => {
      answer({ type: 'res', id: '1', ok: true, payload: { runId: 'r', status: 'accepted' } });
      answer({ type: 'res', id: '1', ok: true, payload: { runId: 'r', status: 'ok' } });
    };
    expect(await sut.request('agent', {}, (payload) => accepted.push(payload))).toEqual({ runId: 'r', status: 'ok' });
    expect(accepted).toEqual([{ runId: 'r', status: 'accepted' }]);
  });

  it('rejects with the refusal of the gateway', async () => {
    answers = (answer) => answer({ type: 'res', id: '1', ok: false, error: { code: 'UNAVAILABLE', message: 'no' } });
    await expect(sut.request('agent')).rejects.toEqual(new ProtocolError({ code: 'UNAVAILABLE', message: 'no' }));
  });

  it('rejects where a method gives no answer at all', async () => {
    answers = () => undefined;
    await expect(sut.request('agent')).rejects.toThrow('The method agent gave no answer.');
  });

  it('hands events to those who listen, as they would come over the network', () => {
    const heard: unknown[] = [];
    const stop = sut.onEvent((event, payload) => heard.push([event, payload]));
    receiver?.send('tick', '{"ts":1}');
    stop();
    receiver?.send('tick', '{"ts":2}');
    expect(heard).toEqual([['tick', { ts: 1 }]]);
  });

  it('closing aborts what is asked, closes the gateway and says so', async () => {
    const aborted = Promise.withResolvers<undefined>();
    answers = (_, signal) => {
      signal.addEventListener('abort', () => aborted.resolve(undefined), { once: true });
      return aborted.promise;
    };
    const pending = sut.request('agent');
    await sut.close();
    await expect(pending).rejects.toThrow('gave no answer');
    expect(isClosed).toBe(true);
    expect(await sut.closed).toBe('closed');
  });
});
