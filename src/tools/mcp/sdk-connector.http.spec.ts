import { type ChildProcess, spawn } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { FakeMcpHttpServer } from '../../../test/support/fake-mcp-http-server.js';
import { freePorts } from '../../../test/support/free-ports.js';
import { HandClock } from '../../../test/support/hand-clock.js';
import { everythingServer, mcpServerConfig, patient } from '../../../test/support/mcp-server-factory.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import { Environment } from '../../config/environment.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import { StateDirectory } from '../../config/state-directory.js';
import type { ToolContext } from '../tool.port.js';
import { McpServer } from './mcp-server.js';
import { SdkConnector } from './sdk-connector.js';

const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
jest.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
afterAll(() => {
  jest.restoreAllMocks();
});

const stateDirectory = new StateDirectory(temporaryDirectory());
const signal = new AbortController().signal;
const clock = new HandClock();
const lost = { isError: true, content: [{ type: 'text', text: expect.stringMatching(/lost during the call/) }] };

let remote: FakeMcpHttpServer;
let open: McpServer[] = [];

beforeEach(async () => {
  warn.mockClear();
  remote = await FakeMcpHttpServer.start();
});
afterEach(async () => {
  await Promise.all(open.map((server) => server.close()));
  open = [];
  await remote.close();
});

function serverAt(url: string, settings: Partial<McpServerConfig> = {}): McpServer {
  const server = new McpServer({
    name: 'srv',
    config: mcpServerConfig({ url, ...patient, ...settings }),
    connector: new SdkConnector({ clock, environment: new Environment(), stateDirectory }),
    clock,
    logger: new Logger('McpServers'),
  });
  open.push(server);
  return server;
}

const namesOf = async (server: McpServer): Promise<string[]> =>
  (await server.tools(signal)).map(({ definition }) => definition.name);

async function call(server: McpServer, name = 'srv__say', args = {}, context: Partial<ToolContext> = {}) {
  const tools = await server.tools(signal);
  const tool = tools.find(({ definition }) => definition.name === name);
  if (!tool) throw new Error(`no tool ${name}`);
  return tool.run(args, toolContext(context));
}

describe('SdkConnector with the reference server over streamable HTTP', () => {
  it('lists and calls its tools', async () => {
    const [port] = await freePorts(1);
    const everything = await startEverything(port);
    try {
      const server = serverAt(`http://127.0.0.1:${port}/mcp`);
      expect(await namesOf(server)).toEqual(expect.arrayContaining(['srv__echo', 'srv__get-sum']));
      const sum = await call(server, 'srv__get-sum', { a: 20, b: 22 });
      expect(sum).toEqual({ content: [{ type: 'text', text: 'The sum of 20 and 22 is 42.' }] });
    } finally {
      await stopped(everything);
    }
  });
});

describe('SdkConnector over HTTP', () => {
  it('sends the configured headers with every request, and says nothing of this host', async () => {
    await call(serverAt(remote.url, { headers: { authorization: 'Bearer test-token' } }));
    await eventually(() => remote.seen.includes('GET'));
    // The stream is asked for over a connection of its own, which may be the slower one.
    const messages = remote.seen.filter((each) => each !== 'GET');
    expect(messages).toEqual(['initialize', 'notifications/initialized', 'tools/list', 'tools/call']);
    expect(remote.seen).toHaveLength(5);
    for (const { headers } of remote.exchanges) {
      expect(headers).toMatchObject({ authorization: 'Bearer test-token', 'user-agent': 'openclaw-gateway' });
      expect(JSON.stringify(headers)).not.toMatch(/node|undici/i);
    }
    expect(remote.exchanges[0]?.message?.['params']).toMatchObject({
      capabilities: {},
      clientInfo: { name: 'openclaw-gateway', version: '1' },
    });
  });

  it('ends its session when it closes', async () => {
    const server = serverAt(remote.url);
    await server.tools(signal);
    await eventually(() => remote.seen.includes('GET'));
    await server.close();
    expect(remote.exchanges.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'mcp-session-id': 'session-1' } });
  });

  it('follows no redirect to another origin, and one within its own', async () => {
    const elsewhere = await FakeMcpHttpServer.start();
    let location = elsewhere.url;
    remote.intercept = ({ response }, path) => {
      if (path !== '/mcp') return false;
      response.writeHead(307, { location }).end();
      return true;
    };
    expect(await namesOf(serverAt(remote.url, { headers: { authorization: 'Bearer test-token' } }))).toEqual([]);
    expect(elsewhere.exchanges).toEqual([]);
    location = '/moved';
    expect(await namesOf(serverAt(remote.url))).toEqual(['srv__say']);
    await elsewhere.close();
  });

  it.each([
    ['refuses the credential', 401],
    ['is not there', 404],
    ['is broken', 500],
  ])('leaves out the tools of a server that %s', async (_name, status) => {
    remote.intercept = ({ response }) => {
      response.writeHead(status).end('canary of the server');
      return true;
    };
    expect(await namesOf(serverAt(remote.url))).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('leaves out the tools of a server that cannot be reached', async () => {
    const { url } = remote;
    await remote.close();
    expect(await namesOf(serverAt(url))).toEqual([]);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('ECONNREFUSED'));
    remote = await FakeMcpHttpServer.start();
  });

  it.each<[string, FakeMcpHttpServer['onCall']]>([
    ['breaks off before its answer', ({ response }) => response.destroy()],
    [
      'breaks off in its answer',
      ({ response }) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': 99 })
          .write('{', () => response.destroy()),
    ],
    [
      'ends its stream without an answer',
      (exchange) => {
        exchange.stream();
        exchange.response.end();
      },
    ],
    [
      'breaks off its stream',
      (exchange) => {
        exchange.stream().event({ method: 'notifications/message', params: { level: 'info', data: 'x' } });
        setTimeout(() => exchange.response.destroy(), 20);
      },
    ],
    [
      'answers another call',
      ({ response }) =>
        response.setHeader('content-type', 'application/json').end('{"jsonrpc":"2.0","id":4711,"result":{}}'),
    ],
    ['answers with nonsense', ({ response }) => response.setHeader('content-type', 'application/json').end('nonsense')],
    ['answers with a page', ({ response }) => response.setHeader('content-type', 'text/html').end('<p>hello</p>')],
    ['answers with nothing', ({ response }) => response.writeHead(202).end()],
    ['answers with 100 MB of JSON', ({ response }) => flood(response, 'application/json', '{"jsonrpc":"2.0","x":"')],
    ['answers with 100 MB in one event', ({ response }) => flood(response, 'text/event-stream', 'data: ')],
  ])('ends a call as one result where the server %s', async (_name, onCall) => {
    remote.onCall = onCall;
    await expect(call(serverAt(remote.url))).resolves.toEqual(lost);
  });

  it('takes the answer from a stream, however long that is', async () => {
    remote.onCall = (exchange) => {
      const stream = exchange.stream();
      for (let each = 0; each < 15; each++) {
        stream.event({ method: 'notifications/message', params: { level: 'info', data: 'x'.repeat(1_000_000) } });
      }
      stream.event({ id: exchange.message?.['id'], result: { content: [{ type: 'text', text: 'at last' }] } });
      exchange.response.end();
    };
    await expect(call(serverAt(remote.url))).resolves.toEqual({ content: [{ type: 'text', text: 'at last' }] });
  });

  it('reads the list again when the server says over its stream that it changed', async () => {
    const streams: ReturnType<Parameters<FakeMcpHttpServer['onStream']>[0]['stream']>[] = [];
    remote.onStream = (exchange) => streams.push(exchange.stream());
    const server = serverAt(remote.url);
    await server.tools(signal);
    await eventually(() => streams.length === 1);
    remote.toolNames = ['say', 'more'];
    streams[0]?.event({ method: 'notifications/tools/list_changed' });
    await eventually(async () => (await namesOf(server)).length > 1);
    expect(await namesOf(server)).toEqual(['srv__say', 'srv__more']);
  });

  it('begins a new session when the server has forgotten the old one', async () => {
    const server = serverAt(remote.url);
    const tools = await server.tools(signal);
    remote.session = 'session-2';
    await expect(tools[0]?.run({}, toolContext())).resolves.toEqual(lost);
    expect(await namesOf(server)).toEqual([]);
    clock.pass(1_000);
    await expect(tools[0]?.run({}, toolContext())).resolves.toEqual({ content: [{ type: 'text', text: 'done' }] });
  });

  it('tells the server of a call whose run is stopped, and hangs up', async () => {
    let hungUp = false;
    remote.onCall = ({ response }) => response.on('close', () => (hungUp = true));
    const server = serverAt(remote.url);
    await server.tools(signal);
    const run = new AbortController();
    const result = call(server, 'srv__say', {}, { signal: run.signal });
    await eventually(() => remote.seen.includes('tools/call'));
    run.abort();
    await expect(result).resolves.toMatchObject({ isError: true });
    await eventually(() => remote.seen.includes('notifications/cancelled') && hungUp);
  });

  it('parts with a server that sends without end', async () => {
    remote.onStream = (exchange) => {
      const stream = exchange.stream();
      for (let each = 0; each < 20_000; each++) stream.event({ method: 'notifications/message', params: {} });
    };
    await serverAt(remote.url).tools(signal);
    await eventually(() => warn.mock.calls.length === 1, 200_000);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('is lost: it sent too much that nobody asked for'));
  });

  it('leaves a server without answers that does not take those it got', async () => {
    const isAnswer = ({ message }: (typeof remote.exchanges)[number]): boolean =>
      message !== undefined && message['method'] === undefined;
    let answerCall = (): void => undefined;
    remote.intercept = isAnswer;
    remote.onCall = (exchange) => {
      const stream = exchange.stream();
      for (let id = 0; id < 200; id++) stream.event({ id, method: 'ping' });
      answerCall = () => stream.event({ id: exchange.message?.['id'], result: {} });
    };
    const result = call(serverAt(remote.url));
    await eventually(() => remote.exchanges.filter(isAnswer).length === 16);
    await pause(100);
    answerCall();
    await result;
    expect(remote.exchanges.filter(isAnswer)).toHaveLength(16);
  });

  it('gives up on a server that ends its stream again and again', async () => {
    remote.onStream = ({ response }) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('retry: 0\n\n');
    const server = serverAt(remote.url);
    await server.tools(signal);
    await eventually(() => warn.mock.calls.length === 1, 200_000);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('is lost'));
    expect(remote.seen.filter((each) => each === 'GET').length).toBeLessThanOrEqual(1_000);
  });
});

function flood(response: ServerResponse, type: string, start: string): void {
  response.writeHead(200, { 'content-type': type });
  response.write(start);
  const piece = 'x'.repeat(1_000_000);
  let left = 100;
  const more = (): void => {
    left -= 1;
    if (left > 0 && !response.destroyed) response.write(piece, more);
  };
  more();
}

async function startEverything(port: number): Promise<ChildProcess> {
  const { command, args } = everythingServer('streamableHttp');
  const child = spawn(command, args, { env: { PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await eventually(() => output.includes('listening'));
  return child;
}

async function stopped(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}
