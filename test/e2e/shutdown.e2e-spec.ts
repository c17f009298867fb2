import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { stop } from '../../src/shutdown.js';
import { chat, says } from '../support/chat.js';
import { ask } from '../support/chat-request.js';
import { baseConfig, testToken, upstreamConfig } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { text } from '../support/fake-answers.js';
import type { FakeExchange } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { checkout } from '../support/markdown-blocks.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { RawConnection } from '../support/raw-connection.js';
import { TestGateway } from '../support/test-gateway.js';

const finished = { code: 0, signal: null };
let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
afterEach(async () => {
  await GatewayProcess.killAll();
  upstream.reset();
});
afterAll(() => upstream.close());

const configuration = (gateway: object = {}): Record<string, unknown> => ({
  ...upstreamConfig(upstream.baseUrl),
  gateway: { ...baseConfig.gateway, ...gateway },
});

const start = (gateway: object = {}, stateDir?: string): Promise<GatewayProcess> =>
  GatewayProcess.start({ config: configuration(gateway), ...(stateDir === undefined ? {} : { stateDir }) });

interface RunningStream {
  exchange: FakeExchange;
  /** The whole body, once it has ended. */
  text: Promise<string>;
}

/** A streamed answer of which the client has the first words. */
async function runningStream(gateway: GatewayProcess, body: Record<string, unknown> = {}): Promise<RunningStream> {
  const arrived = upstream.manual();
  const response = await Promise.all([
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'openclaw', stream: true, messages: [says('hi')], ...body }),
    }),
    arrived.then((exchange) => exchange.delta({ content: 'first words' })),
  ]);
  return { exchange: await arrived, text: response[0].text() };
}

const stopping = (gateway: GatewayProcess): Promise<void> => eventually(() => gateway.stderr.includes('Stopping on'));

/** What a connection to the gateway comes to: "connected" or the code of the error. */
const connecting = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve('connected');
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });

/** A request of which only the head is sent; `finish` sends the body and resolves with the whole answer. */
async function halfSent(port: number): Promise<{ finish(): Promise<string> }> {
  const body = JSON.stringify({ messages: [says('late')] });
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (received += piece));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const head = ['POST /v1/chat/completions HTTP/1.1', 'Host: 127.0.0.1', `Authorization: Bearer ${testToken}`];
  head.push('Content-Type: application/json', `Content-Length: ${body.length}`, 'Expect: 100-continue');
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await eventually(() => received.includes('100 Continue'));
  return {
    finish: async () => {
      socket.write(body);
      await closed;
      return received;
    },
  };
}

describe('the first SIGTERM', () => {
  it('A10: takes no new connection, lets the stream finish whole, and exits with 0', async () => {
    const gateway = await start();
    const { exchange, text: body } = await runningStream(gateway);
    gateway.signal('SIGTERM');
    await stopping(gateway);
    expect(await connecting(gateway.port)).toBe('ECONNREFUSED');
    await exchange.delta({ content: 'last words' });
    await exchange.finish();
    expect(await body).toMatch(/first words[^]*last words[^]*"finish_reason":"stop"[^]*data: \[DONE\]\n\n$/);
    expect(await gateway.exit).toEqual(finished);
    expect(gateway.stderr).not.toMatch(/"level":"(error|fatal)"|^\s+at /m);
  });

  it('A10, K2: a request that was on its way is refused with 503 draining, and its connection closed', async () => {
    const gateway = await start();
    const stream = await runningStream(gateway);
    const late = await halfSent(gateway.port);
    gateway.signal('SIGTERM');
    await stopping(gateway);
    const answer = await late.finish();
    expect(answer).toMatch(/HTTP\/1\.1 503 [^]*retry-after: \d+[^]*"code":"draining"/i);
    await stream.exchange.finish();
    expect(await stream.text).toContain('data: [DONE]');
    expect(await gateway.exit).toEqual(finished);
  });

  it('A10, J4: at the drain deadline runs are aborted, each with an honest error, and the provider is let go', async () => {
    const gateway = await start({ drainSeconds: 1 });
    const stream = await runningStream(gateway);
    const arrived = upstream.manual();
    const whole = chat(gateway.url);
    const hanging = await arrived;
    gateway.signal('SIGTERM');
    const events = (await stream.text).split('\n\n').filter((event) => event !== '');
    expect(events.at(-1)).toBe('data: [DONE]');
    expect(JSON.parse((events.at(-2) ?? '').slice('data: '.length))).toMatchObject({ error: { code: 'draining' } });
    const { status, json } = await whole;
    expect([status, json.error.code]).toEqual([503, 'draining']);
    expect(await gateway.exit).toEqual(finished);
    await Promise.all([stream.exchange.request.closed, hanging.request.closed]);
    expect([stream.exchange.request.aborted, hanging.request.aborted]).toEqual([true, true]);
  });

  it('A10: closes idle connections at once: sooner than those that hang, or than idle ones at other times', async () => {
    const gateway = await TestGateway.start();
    const connection = await RawConnection.chat(gateway.port, ask('hi'));
    await connection.until('"finish_reason":"stop"');
    expect(await livedMilliseconds(stop(gateway.app, 'the end of a test'))).toBeLessThan(1_900);
    await eventually(() => connection.closed);
    await gateway.upstream.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('A10: %s without work ends it at once, with 0', async (signal) => {
    const gateway = await start();
    await chat(gateway.url);
    gateway.signal(signal);
    expect(await gateway.exit).toEqual(finished);
    expect(gateway.stderr).toMatch(/Stopping on SIG[^]*Stopped\./);
  });
});

describe('a second signal', () => {
  const slowClock = pathToFileURL(join(import.meta.dirname, '../support/slow-clock.mjs')).href;
  /** To the gateway all that a busy machine makes of one key press is still one. */
  const slowly = { NODE_OPTIONS: `--import ${slowClock}` };

  it('A10: exits at once, with 1, while a run is still under way', async () => {
    const gateway = await start();
    const { text: body } = await runningStream(gateway);
    const cut = expect(body).rejects.toThrow();
    gateway.signal('SIGTERM');
    await stopping(gateway);
    await pause(600);
    gateway.signal('SIGTERM');
    expect(await gateway.exit).toEqual({ code: 1, signal: null });
    expect(gateway.stderr).toContain('SIGTERM again: exiting at once');
    await cut;
  });

  it('A10: of the same key press, which arrives several times, does not cut the run', async () => {
    const gateway = await GatewayProcess.start({ config: configuration(), env: slowly });
    const { exchange, text: body } = await runningStream(gateway);
    for (let count = 0; count < 3; count++) gateway.signal('SIGINT');
    await stopping(gateway);
    gateway.signal('SIGINT');
    await exchange.finish();
    expect(await body).toContain('data: [DONE]');
    expect(await gateway.exit).toEqual(finished);
  });

  it('A10: Ctrl-C on `nest start`, which hands it on a second time, ends both with 0 and no stack', async () => {
    const nest = join(checkout, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
    const gateway = await GatewayProcess.start({
      command: [process.execPath, nest, 'start'],
      ownBuild: true,
      env: slowly,
    });
    gateway.signalGroup('SIGINT');
    expect(await gateway.exit).toEqual(finished);
    expect(gateway.stderr).toContain('Stopped.');
    expect(gateway.stdout + gateway.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('what is kept', () => {
  const user = 'somebody';
  const say = (gateway: GatewayProcess, words: string): Promise<unknown> =>
    chat(gateway.url, { user, messages: [says(words)] });
  const shown = (): unknown[] =>
    upstream.lastRequest.body.messages.filter(({ role }) => role !== 'system').map(({ content }) => content);

  it('A10, H7: after SIGTERM in the middle of a stream its turn is stored like the earlier ones', async () => {
    upstream.script(text('answer one'));
    const gateway = await start();
    await say(gateway, 'one');
    const { exchange, text: body } = await runningStream(gateway, { user, messages: [says('two')] });
    gateway.signal('SIGTERM');
    await stopping(gateway);
    await exchange.finish();
    await body;
    await gateway.exit;
    const next = await start({}, gateway.stateDir);
    await say(next, 'three');
    expect(shown()).toEqual(['one', 'answer one', 'two', 'first words', 'three']);
  });

  it('H7: after kill -9 every acknowledged turn is there, and the one under way is not', async () => {
    upstream.script(text('answer one'), text('answer two'));
    const gateway = await start();
    await say(gateway, 'one');
    await say(gateway, 'two');
    const { text: body } = await runningStream(gateway, { user, messages: [says('lost')] });
    const cut = expect(body).rejects.toThrow();
    gateway.signal('SIGKILL');
    expect(await gateway.exit).toEqual({ code: null, signal: 'SIGKILL' });
    await cut;
    const next = await start({}, gateway.stateDir);
    await say(next, 'three');
    expect(shown()).toEqual(['one', 'answer one', 'two', 'answer two', 'three']);
  });
});
