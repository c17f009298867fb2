import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { keyCredential, sharedToken } from '../../test/support/credentials.js';
import { operator } from '../../test/support/operator-factory.js';
import { RunFailure } from '../../test/support/run-events.js';
import type { Credential } from '../auth/credential.js';
import { InvalidRequestError } from '../common/gateway-error.js';
import type { ResponseFrame } from '../gateway-protocol/frames.js';
import { invalidRequest } from '../gateway-protocol/protocol-error.js';
import { type OperatorScope, operatorScopes } from '../gateway-protocol/scopes.js';
import { ControlDispatcher } from './control-dispatcher.service.js';
import type { ControlMethod, MethodCall } from './control-method.port.js';

interface GreetParams {
  name: string;
  title?: string;
}

type Handle = ControlMethod<GreetParams>['handle'];

interface Asked {
  method?: string;
  params?: unknown;
  scopes?: readonly OperatorScope[];
  signal?: AbortSignal;
  credential?: Credential;
  wholeGateway?: true;
}

/** All answers to one request of a gateway whose only method, `greet`, does what `handle` does. */
async function answers(handle: Handle, asked: Asked = {}): Promise<ResponseFrame[]> {
  const greet: ControlMethod<GreetParams> = {
    name: 'greet',
    scope: 'operator.write',
    wholeGateway: asked.wholeGateway,
    summary: 'Greets',
    params: {
      type: 'object',
      properties: { name: { type: 'string' }, title: { type: 'string', nullable: true } },
      required: ['name'],
    },
    handle,
  };
  const { method = 'greet', scopes = operatorScopes, signal = new AbortController().signal } = asked;
  const { credential = sharedToken } = asked;
  const params = 'params' in asked ? asked.params : { name: 'Ada' };
  const received: ResponseFrame[] = [];
  await new ControlDispatcher([greet]).dispatch(
    { type: 'req', id: '7', method, params },
    {
      operator: operator({ scopes, credential }),
      signal,
      followSessions: () => undefined,
      answer: (frame) => received.push(frame),
    },
  );
  return received;
}

const failing = (error: unknown): Handle => {
  return () => {
    throw error;
  };
};

describe(ControlDispatcher.name, () => {
  const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  afterEach(() => {
    logged.mockClear();
  });

  it('answers with what the method returns, now or later, under the id of the request', async () => {
    const ok = { type: 'res', id: '7', ok: true, payload: 'hello' };
    expect(await answers(() => 'hello')).toEqual([ok]);
    expect(await answers(() => Promise.resolve('hello'))).toEqual([ok]);
  });

  it('answers twice where the method accepts first', async () => {
    const handle = (_params: GreetParams, { accept }: MethodCall): string => {
      accept('accepted');
      return 'done';
    };
    expect((await answers(handle)).map((frame) => frame.ok && frame.payload)).toEqual(['accepted', 'done']);
  });

  it('gives the method its parameters; what is null is left out, and what is unknown does no harm', async () => {
    const handle = jest.fn<Handle>();
    await answers(handle, { params: { name: 'Ada', title: null, more: 1 } });
    expect(handle.mock.calls[0]?.[0]).toEqual({ name: 'Ada', more: 1 });
  });

  it.each<[string, unknown, string]>([
    ['a missing parameter', {}, "at root: must have required property 'name'"],
    ['no parameters', undefined, "at root: must have required property 'name'"],
    ['a parameter of another type', { name: 7 }, 'at /name: must be string'],
    ['a list', [], 'at root: must be object'],
    ['a text', 'name', 'at root: must be object'],
  ])('refuses %s and does not call the method', async (_name, params, problem) => {
    const handle = jest.fn<Handle>();
    const error = { code: 'INVALID_REQUEST', message: `invalid greet params: ${problem}` };
    expect(await answers(handle, { params })).toEqual([{ type: 'res', id: '7', ok: false, error }]);
    expect(handle).not.toHaveBeenCalled();
  });

  it.each(['nosuch.method', '__proto__', 'constructor'])('knows no method %s', async (method) => {
    const [answer] = await answers(() => 'hello', { method });
    expect(answer).toMatchObject({ ok: false, error: { message: `unknown method: ${method}` } });
  });

  it('repeats no more than the beginning of a long name', async () => {
    const [answer] = await answers(() => 'hello', { method: 'x'.repeat(10_000) });
    expect(JSON.stringify(answer).length).toBeLessThan(300);
  });

  it.each<[readonly OperatorScope[], boolean]>([
    [[], false],
    [['operator.read'], false],
    [['operator.write'], true],
    [['operator.admin'], true],
  ])('a method for operator.write is for %j: %s', async (scopes, isAllowed) => {
    const handle = jest.fn<Handle>();
    const [answer] = await answers(handle, { scopes });
    expect([answer?.ok, handle.mock.calls.length]).toEqual([isAllowed, isAllowed ? 1 : 0]);
    if (isAllowed) return;
    const details = { code: 'MISSING_SCOPE', missingScope: 'operator.write', requiredScopes: ['operator.write'] };
    const error = { code: 'FORBIDDEN', message: 'missing scope: operator.write', details };
    expect(answer).toEqual({ type: 'res', id: '7', ok: false, error });
  });

  it('says of a missing scope before it says what is wrong with the parameters', async () => {
    const [answer] = await answers(() => 'hello', { scopes: ['operator.read'], params: {} });
    expect(answer).toMatchObject({ error: { code: 'FORBIDDEN' } });
  });

  it('tells failures that may be shown, and writes nothing about them', async () => {
    expect(await answers(failing(invalidRequest('no', { code: 'why' })))).toMatchObject([
      { error: { code: 'INVALID_REQUEST', message: 'no', details: { code: 'why' } } },
    ]);
    expect(await answers(failing(new InvalidRequestError('No.', { param: 'name' })))).toMatchObject([
      { error: { code: 'INVALID_REQUEST', message: 'No.', details: { status: 400, param: 'name' } } },
    ]);
    expect(await answers(() => Promise.reject(new RunFailure()))).toMatchObject([
      { error: { code: 'UNAVAILABLE', retryable: true } },
    ]);
    expect(logged).not.toHaveBeenCalled();
  });

  it('hides any other failure, which is written to the log', async () => {
    const [answer] = await answers(failing(new Error('/secret/place')));
    expect(answer).toMatchObject({ ok: false, error: { code: 'UNAVAILABLE', details: { status: 500 } } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('that the operator has left is no failure of the gateway', async () => {
    const leaving = new AbortController();
    const handle: Handle = (_params, { signal }) => {
      leaving.abort();
      signal.throwIfAborted();
    };
    expect(await answers(handle, { signal: leaving.signal })).toMatchObject([{ ok: false }]);
    expect(logged).not.toHaveBeenCalled();
  });

  it('C6: what tells of the whole gateway needs operator.admin of a key, and of nobody else', async () => {
    const scopes = ['operator.write'] as const;
    const asked = { wholeGateway: true, scopes } as const;
    const ask = async (further: Asked) => (await answers(() => 'hello', { ...asked, ...further }))[0]?.ok;
    expect(await ask({})).toBe(true);
    expect(await ask({ credential: keyCredential('site', { mayBeOwner: true }) })).toBe(false);
    expect(await ask({ credential: keyCredential('ops'), scopes: ['operator.admin'] })).toBe(true);
  });
});
