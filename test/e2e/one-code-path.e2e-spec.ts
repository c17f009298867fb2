import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GatewayLink } from '../../src/cli/gateway-link.port.js';
import { Clock } from '../../src/common/clock.js';
import { localLinkTo } from '../../src/local-gateway.js';
import { chat, openChat, says } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { status, text, toolCall } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { EventReader } from '../support/event-reader.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import type { RecordedRequest } from '../support/fake-exchange.js';
import { call } from '../support/operator-http.js';
import { OpenclawProcess } from '../support/openclaw-process.js';
import { plantCanaries } from '../support/planted-canaries.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { WsClient } from '../support/ws-client.js';

const scratch = temporaryDirectory();
const { root } = plantCanaries(scratch);
const configPath = join(scratch, 'gateway.json');
/** A tool tells its model the time, which is the same for all doors where it stands still. */
const clock = new FakeClock();

let upstream: FakeUpstream;
let gateway: TestApp;
let client: WsClient;
let local: GatewayLink;
/** Of the command line that runs without the gateway, with the sessions that it keeps. */
let home: string;
let count = 0;

beforeEach(async () => {
  upstream = await FakeUpstream.start();
  writeFileSync(configPath, JSON.stringify(configFor(upstream.baseUrl)));
  gateway = await createTestApp({
    configPath,
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });
  client = await WsClient.connect(gateway);
  local = localLinkTo(gateway.app);
  home = mkdtempSync(join(scratch, 'home-'));
});
afterEach(async () => {
  WsClient.cutAll();
  ResponsesSocket.cutAll();
  await gateway.close();
  await upstream.close();
});

function configFor(baseUrl: string): Record<string, unknown> {
  const provider = { baseUrl, apiKey: 'not-a-real-key', maxRetries: 0, models: [{ id: 'model' }] };
  return {
    ...baseConfig,
    gateway: { ...baseConfig.gateway, ...servingResponses() },
    models: { providers: { fake: provider } },
    agents: {
      defaults: { model: 'fake/model', workspace: join(root, '{agentId}') },
      list: [
        { id: 'main', default: true, systemPrompt: 'You are the main agent.' },
        { id: 'front-desk', publicMode: true, tools: { allow: ['*'] } },
      ],
    },
  };
}

interface Said {
  message: string;
  agent: string;
  session: string;
  owner?: boolean | undefined;
}

/** Says something through one door and waits until it has been answered. */
type Door = (said: Said) => Promise<unknown>;

const operatorParams = ({ message, agent, session, owner }: Said): Record<string, unknown> => ({
  message,
  agentId: agent,
  sessionKey: session,
  idempotencyKey: `door-${++count}`,
  ...(owner === undefined ? {} : { senderIsOwner: owner }),
});

function overHttp(stream: boolean): Door {
  return ({ message, agent, session, owner }) =>
    chat(
      gateway.url,
      { model: `openclaw:${agent}`, messages: [says(message)], stream },
      { headers: headersOf({ session, owner }) },
    );
}

function headersOf({ session, owner }: Pick<Said, 'session' | 'owner'>): Record<string, string> {
  return {
    'x-openclaw-session-key': session,
    ...(owner === undefined ? {} : { 'x-openclaw-sender-is-owner': String(owner) }),
  };
}

function asResponse(stream: boolean): Door {
  return ({ message, agent, ...rest }) =>
    postResponse(gateway, { model: `openclaw:${agent}`, input: message, stream }, headersOf(rest));
}

const asResponseOverWebSocket: Door = async ({ message, agent, ...rest }) => {
  const socket = await ResponsesSocket.open(gateway, { headers: headersOf(rest) });
  return socket.create({ model: `openclaw:${agent}`, input: message });
};

function commandLine({ message, agent, session, owner }: Said, ...flags: string[]): string[] {
  const asOwner = owner === undefined ? [] : [owner ? '--owner' : '--no-owner'];
  return ['agent', '--agent', agent, '--message', message, '--session-key', session, ...asOwner, ...flags];
}

/** By which the command line finds the gateway. */
const gatewayEnvironment = () => ({ OPENCLAW_GATEWAY_URL: gateway.url, OPENCLAW_GATEWAY_TOKEN: testToken });

/** The command line without the gateway: a process of its own, with sessions of its own, that reads the same configuration. */
const withoutGateway: Door = (said) =>
  runOpenclaw(commandLine(said, '--local'), {
    home,
    env: {
      OPENCLAW_CONFIG_PATH: configPath,
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, '../support/standing-clock.mjs')).href}`,
      STANDING_CLOCK: String(clock.now()),
    },
  });

const doors: [name: string, door: Door][] = [
  ['HTTP', overHttp(false)],
  ['HTTP, streamed', overHttp(true)],
  ['a response', asResponse(false)],
  ['a response, streamed', asResponse(true)],
  ['a response over a WebSocket', asResponseOverWebSocket],
  ['WebSocket agent', async (said) => (await client.startAgent(operatorParams(said))).completed],
  [
    'WebSocket chat.send',
    async (said) => {
      const { runId } = await client.result('chat.send', operatorParams(said));
      return client.event('chat', (payload) => payload.runId === runId && payload.state !== 'delta');
    },
  ],
  ['the link within the process', (said) => local.request('agent', operatorParams(said)).catch(() => undefined)],
  ['the command line', (said) => runOpenclaw(commandLine(said), { env: gatewayEnvironment() })],
];

/** What of a request to the provider is decided by the gateway; the session's name is the test's. */
function sent({ raw, path, headers }: RecordedRequest, session: string): object {
  return { path, headers: { ...headers, 'content-length': undefined }, body: raw.replaceAll(session, '<session>') };
}

describe('L1: one way for all doors', () => {
  const cases: [string, Omit<Said, 'message' | 'session'>][] = [
    ['a normal agent', { agent: 'main' }],
    ['a normal agent for a guest', { agent: 'main', owner: false }],
    ['a public agent', { agent: 'front-desk' }],
    ['a public agent for its owner', { agent: 'front-desk', owner: true }],
  ];

  it.each(cases)('%s is asked the same upstream, with tools and over several turns', async (_name, said) => {
    const recorded: object[][] = [];
    const all: Door[] = [...doors.map(([, door]) => door), withoutGateway];
    for (const [index, door] of all.entries()) {
      upstream.reset();
      upstream.script(toolCall('session_status', {}, 'call_1'), text('first answer'), text('second answer'));
      const session = `door-number-${index}`;
      for (const message of ['What is your status?', 'And – now?']) await door({ ...said, message, session });
      expect(upstream.requests).toHaveLength(3);
      recorded.push(upstream.requests.map((request) => sent(request, session)));
    }
    for (const requests of recorded) expect(requests).toEqual(recorded[0]);
    expect(JSON.stringify(recorded[0])).toContain('And – now?');
  });

  it('the doors may take turns in one session: each sees what was said through the others', async () => {
    upstream.handler = ({ lastUserText }) => text(`heard ${lastUserText}`);
    for (const [name, door] of doors) await door({ message: `by ${name}`, agent: 'main', session: 'shared' });
    const said = upstream.lastRequest.body.messages.filter(({ role }) => role === 'user').map(({ content }) => content);
    expect(said).toEqual(doors.map(([name]) => `by ${name}`));
    const { total, turns } = await client.result('sessions.history', { key: 'shared' });
    expect([total, turns.length]).toEqual([doors.length, doors.length]);
  });

  it.each(doors)('H5: a run by %s waits for the one before it in its session', async (_name, door) => {
    const held = upstream.manual();
    const first = client.startAgent(operatorParams({ message: 'first', agent: 'main', session: 'lane' }));
    const exchange = await held;
    const second = door({ message: 'second', agent: 'main', session: 'lane' });
    while ((await client.result('status')).runs.active < 2) await client.settled();
    expect(upstream.requests).toHaveLength(1);
    await exchange.delta({ content: 'answer to the first' });
    await exchange.finish();
    await (
      await first
    ).completed;
    await second;
    expect(upstream.requests).toHaveLength(2);
    expect(upstream.lastRequest.raw).toContain('answer to the first');
  });

  it.each(doors)('H4: a guest by %s is kept out of a session of the owner', async (_name, door) => {
    await door({ message: 'mine', agent: 'main', session: 'owned' });
    await door({ message: 'let me in', agent: 'main', session: 'owned', owner: false });
    expect(upstream.requests).toHaveLength(1);
  });

  it('a failure of the provider is told by each door in the same words', async () => {
    upstream.handler = () => status(429);
    const said = { message: 'hi', agent: 'main', session: 'failing' };
    const http = await chat(
      gateway.url,
      { messages: [says('hi')] },
      { headers: { 'x-openclaw-session-key': 'failing' } },
    );
    const { error } = await (await client.startAgent(operatorParams(said))).completed;
    const { runId } = await client.result('chat.send', operatorParams(said));
    const { errorMessage } = await client.event('chat', (event) => event.runId === runId && event.state === 'error');
    const within = local.request('agent', operatorParams(said));
    await expect(within).rejects.toThrow(http.json.error.message);
    expect([error?.message, errorMessage]).toEqual([http.json.error.message, http.json.error.message]);
    expect(error?.details).toMatchObject({ status: http.status, code: http.json.error.code });
  });
});

describe('L1: a run started by one door is seen live by the others', () => {
  it('WebSocket and process see what an HTTP stream says while it says it', async () => {
    const held = upstream.manual();
    const events: [string, unknown][] = [];
    local.onEvent((event, payload) => events.push([event, payload]));
    const response = openChat(gateway.url, { stream: true }, { headers: { 'x-openclaw-session-key': 'live' } });
    const exchange = await held;
    await exchange.delta({ content: 'first words' });
    const delta = await client.event('chat', ({ deltaText }) => deltaText !== '');
    expect(delta).toMatchObject({ sessionKey: 'agent:main:live', agentId: 'main', deltaText: 'first words' });
    await eventually(() => events.some(([event]) => event === 'chat'));
    expect(events.filter(([event]) => event === 'chat').at(-1)?.[1]).toEqual(delta);
    expect((await client.result('sessions.list')).total).toBe(0);
    expect((await client.result('chat.history', { sessionKey: 'live' })).inFlightRun).toEqual({
      runId: (await response).headers.get('x-openclaw-run-id'),
      text: 'first words',
    });
    await exchange.delta({ content: ' and last' });
    await exchange.finish();
    await (await response).text();
    const final = await client.event('chat', ({ state }) => state === 'final');
    expect(final).toMatchObject({ runId: delta.runId, message: { content: [{ text: 'first words and last' }] } });
    expect(final.runId).toBe((await response).headers.get('x-openclaw-run-id'));
  });

  it('a run within the process is seen over the WebSocket', async () => {
    const held = upstream.manual();
    const accepted: unknown[] = [];
    const done = local.request('agent', { message: 'hi', idempotencyKey: 'inside', sessionKey: 'in' }, (payload) =>
      accepted.push(payload),
    );
    const exchange = await held;
    await exchange.delta({ content: 'from inside' });
    expect(
      (await client.event('chat', ({ runId, deltaText }) => runId === 'inside' && deltaText !== '')).deltaText,
    ).toBe('from inside');
    expect(accepted).toEqual([expect.objectContaining({ runId: 'inside', status: 'accepted' })]);
    await exchange.finish();
    expect(await done).toMatchObject({ runId: 'inside', status: 'ok' });
  });

  it('a run by the command line is seen by WebSocket, HTTP and process, and by itself', async () => {
    const held = upstream.manual();
    const events: { runId?: unknown; deltaText?: unknown }[] = [];
    local.onEvent((event, payload) => event === 'chat' && events.push(payload as (typeof events)[number]));
    const said = { message: 'hi', agent: 'main', session: 'typed' };
    const sut = new OpenclawProcess(commandLine(said, '--stream'), { env: { HOME: home, ...gatewayEnvironment() } });
    const exchange = await held;
    await exchange.delta({ content: 'first words' });
    const { runId } = await client.event('chat', ({ deltaText }) => deltaText === 'first words');
    await eventually(() => events.some((event) => event.runId === runId && event.deltaText === 'first words'));
    await eventually(() => sut.stdout === 'first words');
    const overHttp = await EventReader.open(gateway.url, runId);
    await overHttp.until('"text":"first words"');
    expect((await call(gateway.url, 'GET', '/v1/runs?status=running')).json.data).toMatchObject([{ id: runId }]);
    await exchange.delta({ content: ' and last' });
    await exchange.finish();
    expect(await sut.exit).toEqual({ code: 0, signal: null });
    expect(sut).toMatchObject({ stdout: 'first words and last\n', stderr: '' });
    expect((await overHttp.all()).at(-1)).toMatchObject({ event: 'run-end' });
    expect((await client.event('chat', ({ state }) => state === 'final')).runId).toBe(runId);
  });

  it('the command line sees what an HTTP stream has said so far', async () => {
    const held = upstream.manual();
    const response = openChat(gateway.url, { stream: true }, { headers: { 'x-openclaw-session-key': 'heard' } });
    const exchange = await held;
    await exchange.delta({ content: 'first words' });
    await client.event('chat', ({ deltaText }) => deltaText === 'first words');
    const question = ['gateway', 'call', 'chat.history', '--params', '{ sessionKey: "heard" }', '--json'];
    const { code, stdout } = await runOpenclaw(question, { env: gatewayEnvironment() });
    const runId = (await response).headers.get('x-openclaw-run-id');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ inFlightRun: { runId, text: 'first words' } });
    await exchange.finish();
    await (await response).text();
  });

  it('an HTTP client that leaves ends its run, and the others are told', async () => {
    const held = upstream.manual();
    const leaving = new AbortController();
    const response = await Promise.all([
      openChat(gateway.url, { stream: true }, { signal: leaving.signal }),
      held.then((exchange) => exchange.delta({ content: 'half' })),
    ]);
    await client.event('chat', ({ deltaText }) => deltaText !== '');
    leaving.abort();
    await response[0].text().catch(() => undefined);
    expect(await client.event('chat', ({ state }) => state === 'aborted')).toMatchObject({
      message: { content: [{ text: 'half' }] },
    });
  });
});
