import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientIds, clientModes } from '../../src/gateway-protocol/connect-params.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { TestGateway, type TestGatewayOptions } from '../support/test-gateway.js';
import { WsClient, connectParams } from '../support/ws-client.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.close());

const program = (changes: object = {}): Record<string, unknown> => {
  return { client: { id: 'cli', version: '1.0.0', platform: 'linux', mode: 'cli', ...changes } };
};

/** What a client that says this in `connect` gets, and how its connection ends. */
async function refusal(overrides: Record<string, unknown>, to: TestGateway = gateway) {
  const client = await WsClient.open(to);
  const answer = await client.sayHello(overrides);
  return { ...(await client.closed), error: answer.error };
}

describe('the version of the protocol', () => {
  it.each([
    [4, 4],
    [1, 4],
    [3, 9],
    [4, 5],
  ])('%i..%i has version 4 in it', async (minProtocol, maxProtocol) => {
    const client = await WsClient.open(gateway);
    expect((await client.sayHello({ minProtocol, maxProtocol })).payload.protocol).toBe(4);
  });

  it.each([
    [3, 3],
    [5, 6],
    [1, 3],
    [5, 4],
  ])('%i..%i is a mismatch', async (minProtocol, maxProtocol) => {
    expect(await refusal({ minProtocol, maxProtocol })).toEqual({
      code: 1002,
      reason: 'protocol mismatch',
      error: {
        code: 'INVALID_REQUEST',
        message: 'protocol mismatch',
        details: {
          code: 'PROTOCOL_MISMATCH',
          clientMinProtocol: minProtocol,
          clientMaxProtocol: maxProtocol,
          expectedProtocol: 4,
          minimumProbeProtocol: 3,
        },
      },
    });
  });

  it.each([
    [3, 4],
    [3, 3],
  ])('a probe may say %i..%i', async (minProtocol, maxProtocol) => {
    const client = await WsClient.open(gateway);
    const probe = { minProtocol, maxProtocol, ...program({ mode: 'probe', version: 'dev' }) };
    expect((await client.sayHello(probe)).payload).toMatchObject({ type: 'hello-ok', protocol: 4 });
  });

  it('a probe that is older still is refused', async () => {
    const probe = { minProtocol: 1, maxProtocol: 2, ...program({ mode: 'probe' }) };
    expect((await refusal(probe)).code).toBe(1002);
  });
});

describe('the parameters of connect', () => {
  it.each(clientIds.map((id) => [id]))('a client may be called %s', async (id) => {
    const client = await WsClient.open(gateway);
    expect((await client.sayHello(program({ id }))).ok).toBe(true);
  });

  it.each(clientModes.map((mode) => [mode]))('a client may have the mode %s', async (mode) => {
    const client = await WsClient.open(gateway);
    expect((await client.sayHello(program({ mode }))).ok).toBe(true);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a custom id', program({ id: 'my-client' }), '/client/id: must be equal to one of the allowed values'],
    ['a custom mode', program({ mode: 'robot' }), '/client/mode: must be equal to one of the allowed values'],
    ['an empty version', program({ version: '' }), '/client/version'],
    ['an endless platform', program({ platform: 'x'.repeat(300) }), '/client/platform'],
    ['no client', { client: undefined }, "must have required property 'client'"],
    ['no version of the protocol', { minProtocol: undefined }, "must have required property 'minProtocol'"],
    ['a text for a version', { maxProtocol: '4' }, '/maxProtocol: must be integer'],
    ['another role', { role: 'node' }, 'at /role: must be equal to "operator"'],
    ['scopes that are no list', { scopes: 'operator.read' }, '/scopes: must be array'],
    ['too many scopes', { scopes: Array.from({ length: 65 }, () => 'operator.read') }, '/scopes'],
    ['a token that is no text', { auth: { token: 7 } }, '/auth/token'],
    ['an endless token', { auth: { token: 'x'.repeat(5_000) } }, '/auth/token'],
    ['half a device', { device: { id: 'x' } }, '/device'],
  ])('%s is refused with its place', async (_name, overrides, problem) => {
    const { error, code, reason } = await refusal(overrides);
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining(problem) });
    expect(error?.message).toMatch(/^invalid connect params: at /);
    expect(code).toBe(1008);
    expect(error?.message).toContain(reason);
  });

  it('a custom id is told which ones there are', async () => {
    const { error } = await refusal(program({ id: 'my-client' }));
    expect(error?.details).toEqual({ allowedValues: [...clientIds] });
  });

  it('null says the same as leaving out, and what newer clients send besides is taken', async () => {
    const client = await WsClient.open(gateway);
    const { payload } = await client.sayHello({
      role: null,
      scopes: null,
      caps: null,
      device: null,
      locale: 'en-GB',
      permissions: { all: true },
    });
    expect(payload.auth).toEqual({
      method: 'token',
      role: 'operator',
      scopes: ['operator.read', 'operator.write', 'operator.admin'],
    });
  });

  it('no parameters at all are refused', async () => {
    const client = await WsClient.open(gateway);
    expect((await client.request('connect')).error?.message).toMatch(/^invalid connect params: /);
    expect((await client.closed).code).toBe(1008);
  });
});

describe('credentials', () => {
  const mismatch = {
    code: 'INVALID_REQUEST',
    message: 'unauthorized: gateway token mismatch (provide gateway auth token)',
    details: {
      code: 'AUTH_TOKEN_MISMATCH',
      authReason: 'token_mismatch',
      canRetryWithDeviceToken: false,
      recommendedNextStep: 'update_auth_credentials',
    },
  };

  it.each(['wrong', `${testToken}x`, testToken.slice(1), testToken.toUpperCase(), ` ${testToken}`])(
    'the token %j is wrong',
    async (token) => {
      const { error, code, reason } = await refusal({ auth: { token } });
      expect(error).toEqual(mismatch);
      expect({ code, reason }).toEqual({ code: 1008, reason: mismatch.message });
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ['nothing', { auth: undefined }],
    ['null', { auth: null }],
    ['an empty object', { auth: {} }],
    ['an empty token', { auth: { token: '' } }],
    ['null for a device as well', { auth: null, device: null }],
  ])('with %s for a credential nobody is known', async (_name, overrides) => {
    expect(await refusal(overrides)).toEqual({
      code: 1008,
      reason: 'device identity required',
      error: {
        code: 'NOT_PAIRED',
        message: 'device identity required',
        details: { code: 'DEVICE_IDENTITY_REQUIRED', reason: 'no token was sent: put it into auth.token' },
      },
    });
  });

  it('C1: the header of the upgrade is no credential here', async () => {
    const client = await WsClient.open(gateway, { headers: { authorization: `Bearer ${testToken}` } });
    expect((await client.sayHello({ auth: {} })).error?.code).toBe('NOT_PAIRED');
  });

  it('C5: a refusal is in the log, the token that was tried is not', async () => {
    await refusal({ auth: { token: 'a-guess-nobody-may-see' } });
    const lines = gateway.logLines.join('');
    expect(lines).toContain('connection refused: unauthorized: gateway token mismatch');
    expect(lines).not.toContain('a-guess-nobody-may-see');
  });
});

describe('other ways to prove oneself', () => {
  async function withAuth<T>(options: TestGatewayOptions, work: (other: TestGateway) => Promise<T>): Promise<T> {
    const other = await TestGateway.start(options);
    try {
      return await work(other);
    } finally {
      WsClient.cutAll();
      await other.close();
    }
  }

  it('C2: mode password takes the password, under its own name or as token', () =>
    withAuth({ gateway: { auth: { mode: 'password', password: 'größer 🗝' } } }, async (other) => {
      for (const auth of [{ password: 'größer 🗝' }, { token: 'größer 🗝' }]) {
        const client = await WsClient.connect(other, { auth });
        expect((await client.request('health')).ok).toBe(true);
      }
      const { error } = await refusal({ auth: { password: 'wrong' } }, other);
      expect(error?.message).toBe('unauthorized: gateway password mismatch (provide gateway auth password)');
      expect(error?.details.code).toBe('AUTH_PASSWORD_MISMATCH');
    }));

  it('C3: mode none asks for nothing and takes whatever is sent', () =>
    withAuth({ gateway: { auth: { mode: 'none' } } }, async (other) => {
      for (const auth of [undefined, {}, { token: 'anything' }]) {
        const client = await WsClient.open(other);
        const { payload } = await client.sayHello({ auth });
        expect(payload.auth.method).toBe('none');
      }
    }));

  describe('C7: mode trusted-proxy', () => {
    const auth = {
      mode: 'trusted-proxy',
      trustedProxy: { userHeader: 'x-forwarded-user', requiredHeaders: ['x-proxy'], allowUsers: ['ada'] },
    };
    const behindProxy = (trustedProxies: string[], headers: Record<string, string>) =>
      withAuth({ gateway: { auth, trustedProxies } }, async (other) => {
        const client = await WsClient.open(other, { headers });
        return client.sayHello({ auth: undefined });
      });

    it('takes the user that the proxy names in the headers of the upgrade', async () => {
      const { payload } = await behindProxy(['127.0.0.1'], { 'x-forwarded-user': 'ada', 'x-proxy': '1' });
      expect(payload.auth.method).toBe('trusted-proxy');
    });

    it.each<[string, string[], Record<string, string>]>([
      ['from a peer that is no proxy', ['10.0.0.1'], { 'x-forwarded-user': 'ada', 'x-proxy': '1' }],
      ['of another name', ['127.0.0.1'], { 'x-forwarded-user': 'eve', 'x-proxy': '1' }],
      ['without the required header', ['127.0.0.1'], { 'x-forwarded-user': 'ada' }],
      ['of no name', ['127.0.0.1'], { 'x-proxy': '1' }],
    ])('a user %s is refused', async (_name, trustedProxies, headers) => {
      expect((await behindProxy(trustedProxies, headers)).ok).toBe(false);
    });
  });
});

describe('what comes before, instead of and behind connect', () => {
  it.each(['health', 'agent', 'Connect', 'connect '])('the first request %j is refused', async (method) => {
    const client = await WsClient.open(gateway);
    const { error } = await client.request(method, connectParams());
    const message = 'invalid handshake: first request must be connect';
    expect(error).toEqual({ code: 'INVALID_REQUEST', message });
    expect(await client.closed).toEqual({ code: 1008, reason: message });
  });

  it.each<[string, string]>([
    ['{}', 'at /id: must be a short string'],
    ['[]', 'must be an object'],
    ['null', 'must be an object'],
    ['{"type":"req","id":7,"method":"connect"}', 'at /id: must be a short string'],
    ['{"type":"event","id":"1","event":"tick"}', 'at /type: must be equal to "req"'],
    ['{"type":"req","id":"1"}', 'at /method: must be a string'],
  ])('the first frame %s is answered and refused', async (frame, problem) => {
    const client = await WsClient.open(gateway);
    client.send(frame);
    const { error } = await client.next(({ type }) => type === 'res');
    expect(error).toEqual({ code: 'INVALID_REQUEST', message: `invalid request frame: ${problem}` });
    expect((await client.closed).code).toBe(1008);
  });

  it.each(['', 'hello', '{"type":"req"', '{"type":"req",}', 'GET / HTTP/1.1'])('%j is no JSON: 1007', async (text) => {
    const client = await WsClient.open(gateway);
    client.send(text);
    expect(await client.closed).toEqual({ code: 1007, reason: 'invalid request frame: it is not JSON' });
  });

  it('a text that is no UTF-8 is 1007', async () => {
    const client = await WsClient.open(gateway);
    await client.challenge();
    client.socket.send(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { binary: false });
    expect((await client.closed).code).toBe(1007);
  });

  it('a binary frame is 1003, before and after connect', async () => {
    const before = await WsClient.open(gateway);
    before.send(Buffer.from(JSON.stringify({ type: 'req', id: '1', method: 'connect', params: connectParams() })));
    const after = await WsClient.connect(gateway);
    after.send(Buffer.from('{}'));
    const expected = { code: 1003, reason: 'binary frames are not supported' };
    expect(await Promise.all([before.closed, after.closed])).toEqual([expected, expected]);
  });

  it('frames sent right behind connect are answered after it, in order', async () => {
    const client = await WsClient.open(gateway);
    const ids = ['connect', 'commands.list', 'agents.list'].map((method) =>
      client.ask(method, method === 'connect' ? connectParams() : {}),
    );
    await Promise.all(ids.map((id) => client.answer(id)));
    expect(client.frames.filter(({ type }) => type === 'res').map(({ id, ok }) => [id, ok])).toEqual(
      ids.map((id) => [id, true]),
    );
  });

  it('frames sent right behind a connect that is refused have no effect', async () => {
    const client = await WsClient.open(gateway);
    client.ask('connect', connectParams({ auth: { token: 'wrong' } }));
    const second = client.ask('connect', connectParams());
    const run = client.ask('agent', { message: 'hi', idempotencyKey: 'pipelined' });
    expect((await client.closed).code).toBe(1008);
    expect([...client.answers(second), ...client.answers(run)]).toEqual([]);
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('frames sent behind the end of a connection have no effect', async () => {
    const client = await WsClient.connect(gateway);
    client.send(Buffer.from('no text'));
    client.ask('agent', { message: 'hi', idempotencyKey: 'too-late' });
    expect((await client.closed).code).toBe(1003);
    const other = await WsClient.connect(gateway);
    expect((await other.request('agent.wait', { runId: 'too-late' })).error?.message).toBe('unknown run: too-late');
  });

  it('after connect, a frame that is none is answered and the connection stays', async () => {
    const client = await WsClient.connect(gateway);
    client.send('{"no":');
    expect((await client.next(({ id }) => id === 'invalid')).error?.message).toBe(
      'invalid request frame: it is not JSON',
    );
    client.send({ type: 'req', id: 'bad', method: 7 });
    expect((await client.answer('bad')).error?.message).toBe('invalid request frame: at /method: must be a string');
    expect((await client.request('health')).ok).toBe(true);
  });

  it('a client that leaves during the handshake leaves nothing behind', async () => {
    const client = await WsClient.open(gateway);
    client.ask('connect', connectParams());
    client.socket.terminate();
    const other = await WsClient.connect(gateway);
    let connections = -1;
    await eventually(() => {
      other.result('status').then(
        (status) => (connections = status.connections),
        () => undefined,
      );
      return connections === 1;
    });
  });
});
