import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ControlDispatcher } from '../../src/control/control-dispatcher.service.js';
import { type ControlMethod, ControlMethods } from '../../src/control/control-method.port.js';
import { type OperatorScope, operatorScopes } from '../../src/gateway-protocol/scopes.js';
import { Clock } from '../../src/common/clock.js';
import { testToken } from '../support/create-test-app.js';
import { FakeClock } from '../support/fake-clock.js';
import { operator } from '../support/operator-factory.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

let gateway: TestGateway;
let clock: FakeClock;
const keyOfDesk = 'a-key-of-the-front-desk';

beforeAll(async () => {
  clock = new FakeClock();
  gateway = await TestGateway.start({
    gateway: { auth: { mode: 'token', token: testToken, keys: [{ id: 'desk', key: keyOfDesk }] } },
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

const read = 'operator.read';
const write = 'operator.write';
const admin = 'operator.admin';

describe('what a connection is granted', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['no wish', undefined, operatorScopes],
    ['one scope', [read], [read]],
    ['some of them', [write, read], [write, read]],
    ['the same twice', [read, read], [read]],
    ['nothing', [], []],
    ['only what is no scope here', ['operator.approvals', 'root', 'operator'], []],
    ['more than there is', ['operator.approvals', admin, '*'], [admin]],
  ])('with %s', async (_name, scopes, granted) => {
    const client = await WsClient.open(gateway);
    const { payload } = await client.sayHello({ scopes });
    expect(payload.auth.scopes).toEqual(granted);
  });

  it.each<[string, object]>([
    ['mode', { mode: 'probe' }],
    ['id', { id: 'openclaw-control-ui' }],
  ])('the %s of the client widens nothing', async (_name, changes) => {
    const client = await WsClient.open(gateway);
    const program = { id: 'cli', version: '1', platform: 'linux', mode: 'cli', ...changes };
    expect((await client.sayHello({ client: program, scopes: [read], caps: ['admin'] })).payload.auth.scopes).toEqual([
      read,
    ]);
    expect((await client.request('sessions.reset', { key: 'x' })).error?.code).toBe('FORBIDDEN');
  });
});

describe('what each method needs', () => {
  const needed: [string, OperatorScope][] = [
    ...[
      ...['health', 'status', 'system-presence', 'config.get', 'config.schema', 'models.list', 'agents.list'],
      ...['sessions.list', 'sessions.describe', 'sessions.subscribe', 'sessions.history', 'chat.history'],
      ...['agent.wait', 'commands.list', 'question.list', 'plugin.approval.list', 'logs.tail', 'explain'],
    ].map((name): [string, OperatorScope] => [name, read]),
    ...['agent', 'chat.send', 'chat.abort', 'models.probe', 'sessions.create'].map((name): [string, OperatorScope] => [
      name,
      write,
    ]),
    ...['sessions.reset', 'sessions.delete', 'public.check'].map((name): [string, OperatorScope] => [name, admin]),
  ];

  it('every method is in this table', () => {
    const methods = gateway.app.get<ControlMethod[]>(ControlMethods);
    expect(Object.fromEntries(methods.map(({ name, scope }) => [name, scope]))).toEqual(Object.fromEntries(needed));
    expect(gateway.app.get(ControlDispatcher).methodNames(operator()).sort()).toEqual(
      needed.map(([name]) => name).sort(),
    );
  });

  it.each(needed)('%s needs %s, and says so before it looks at the parameters', async (method, scope) => {
    for (const granted of [[], ...operatorScopes.map((each) => [each])]) {
      const client = await WsClient.connect(gateway, { scopes: granted });
      const answer = await client.request(method, { limit: 'wrong' });
      const isAllowed = granted.some((each) => operatorScopes.indexOf(each) >= operatorScopes.indexOf(scope));
      if (isAllowed) expect(answer.error?.code).not.toBe('FORBIDDEN');
      else {
        expect(answer.error).toEqual({
          code: 'FORBIDDEN',
          message: `missing scope: ${scope}`,
          details: { code: 'MISSING_SCOPE', missingScope: scope, requiredScopes: [scope] },
        });
      }
    }
  });

  it.each<[readonly OperatorScope[]]>([[[]], [[read]], [[write]], [[admin]], [[read, admin]]])(
    'hello-ok lists the methods that a connection with %j may call, and no other',
    async (scopes) => {
      const client = await WsClient.open(gateway);
      const { payload } = await client.sayHello({ scopes });
      const rank = Math.max(...scopes.map((each) => operatorScopes.indexOf(each)), -1);
      const allowed = needed.filter(([, scope]) => operatorScopes.indexOf(scope) <= rank);
      expect(payload.features.methods.sort()).toEqual(allowed.map(([name]) => name).sort());
    },
  );

  it('K2: hello-ok lists for a key only what it may call', async () => {
    const client = await WsClient.open(gateway);
    const { payload } = await client.sayHello({ auth: { token: keyOfDesk } });
    expect(payload.auth.scopes).toEqual([read, write]);
    expect(payload.features.methods).toEqual(expect.arrayContaining(['agent', 'sessions.list']));
    const methods = gateway.app.get<ControlMethod[]>(ControlMethods);
    for (const { name } of methods) {
      const { error } = await client.request(name, { limit: 'wrong' });
      expect([name, error?.code === 'FORBIDDEN']).toEqual([name, !payload.features.methods.includes(name)]);
    }
  });

  it('a method that is not there is unknown to everybody', async () => {
    const client = await WsClient.connect(gateway, { scopes: [] });
    expect((await client.request('nosuch.method')).error?.message).toBe('unknown method: nosuch.method');
  });
});

describe('what each connection is told', () => {
  it('a connection without operator.read gets ticks, and nothing of what runs say', async () => {
    const blind = await WsClient.connect(gateway, { scopes: [] });
    const reader = await WsClient.connect(gateway, { scopes: [read] });
    const writer = await WsClient.connect(gateway, { scopes: [write] });
    await (
      await writer.startAgent({ message: 'hi', idempotencyKey: 'seen' })
    ).completed;
    await clock.advance(30_000);
    await Promise.all([blind, reader, writer].map((client) => client.event('tick')));
    expect(blind.eventNames).toEqual(['connect.challenge', 'tick']);
    expect(reader.eventNames).toEqual(expect.arrayContaining(['agent', 'chat', 'tick']));
    expect(writer.eventNames).toEqual(expect.arrayContaining(['agent', 'chat', 'tick']));
  });
});
