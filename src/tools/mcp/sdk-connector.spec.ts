import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { HandClock } from '../../../test/support/hand-clock.js';
import { heldBytes } from '../../../test/support/held-bytes.js';
import { everythingServer, fixtureServer, mcpServerConfig, patient } from '../../../test/support/mcp-server-factory.js';
import { childCommands, isAlive } from '../../../test/support/processes.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import { Environment } from '../../config/environment.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import { StateDirectory } from '../../config/state-directory.js';
import type { ToolContext } from '../tool.port.js';
import { McpServer } from './mcp-server.js';
import { SdkConnector } from './sdk-connector.js';

const directory = realpathSync(temporaryDirectory());
const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
const debug = jest.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
const logged = (spy: typeof warn): string => JSON.stringify(spy.mock.calls.map(([message]) => message));
const signal = new AbortController().signal;
const clock = new HandClock();

let connectors: SdkConnector[] = [];

beforeEach(() => {
  warn.mockClear();
  debug.mockClear();
});
afterEach(async () => {
  await Promise.all(connectors.map((connector) => connector.closeAll()));
  connectors = [];
});
afterAll(() => {
  jest.restoreAllMocks();
});

function serverOf(settings: Partial<McpServerConfig>, environment: Record<string, string> = {}): McpServer {
  const options = { clock, environment: new Environment(environment) };
  const connector = new SdkConnector({ ...options, stateDirectory: new StateDirectory(directory) });
  connectors.push(connector);
  return new McpServer({
    name: 'srv',
    config: mcpServerConfig({ ...patient, ...settings }),
    connector,
    clock,
    logger: new Logger('McpServers'),
  });
}

const namesOf = async (server: McpServer): Promise<string[]> =>
  (await server.tools(signal)).map(({ definition }) => definition.name);

async function call(
  server: McpServer,
  name: string,
  args: Record<string, unknown> = {},
  context?: Partial<ToolContext>,
) {
  const tools = await server.tools(signal);
  const tool = tools.find(({ definition }) => definition.name === name);
  if (!tool) throw new Error(`no tool ${name} among ${tools.map(({ definition }) => definition.name).join(', ')}`);
  return tool.run(args, toolContext(context));
}

const text = (content: string) => ({ content: [{ type: 'text', text: content }] });

describe('SdkConnector with the reference server over stdio', () => {
  it('lists and calls its tools', async () => {
    const server = serverOf(everythingServer());
    expect(await namesOf(server)).toEqual(expect.arrayContaining(['srv__echo', 'srv__get-sum', 'srv__get-tiny-image']));
    await expect(call(server, 'srv__echo', { message: 'hello' })).resolves.toEqual(text('Echo: hello'));
    await expect(call(server, 'srv__get-sum', { a: 2, b: 3 })).resolves.toEqual(text('The sum of 2 and 3 is 5.'));
    const image = await call(server, 'srv__get-tiny-image');
    expect(image.content).toContainEqual({ type: 'image', mediaType: 'image/png', data: expect.any(String) });
  });

  it('shows its program nothing of the environment but harmless variables and what is configured', async () => {
    const inherited = {
      PATH: '/usr/bin:/bin',
      LC_TIME: 'C',
      OPENCLAW_GATEWAY_TOKEN: 'canary-token',
      USER: 'canary-user',
    };
    const server = serverOf({ ...everythingServer(), env: { API_KEY: 'not-a-real-key' } }, inherited);
    const { content } = await call(server, 'srv__get-env');
    const seen = JSON.parse(content[0]?.type === 'text' ? content[0].text : '') as Record<string, string>;
    expect(seen).toEqual({ PATH: inherited.PATH, LC_TIME: 'C', API_KEY: 'not-a-real-key' });
  });

  it('hands on its progress', async () => {
    const server = serverOf(everythingServer());
    const progress = jest.fn<(text: string) => void>();
    const passing = jest.spyOn(clock, 'monotonic').mockImplementation(() => passing.mock.calls.length * 100);
    await call(server, 'srv__trigger-long-running-operation', { duration: 0.6, steps: 3 }, { progress });
    passing.mockRestore();
    expect(progress.mock.calls.slice(0, 2)).toEqual([['1/3'], ['2/3']]);
  });
});

describe('SdkConnector with a program that misbehaves', () => {
  it('leaves out the tools of one that cannot be started, and says where to look in the log only', async () => {
    const server = serverOf({ command: '/nowhere/canary-program' });
    expect(await namesOf(server)).toEqual([]);
    expect(logged(warn)).toMatch(/srv cannot be used.*ENOENT.*installed/);
  });

  it('leaves out the tools of one that crashes at its start, and logs its last words', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'crashing'));
    expect(await namesOf(server)).toEqual([]);
    expect(logged(warn)).toMatch(/cannot find the canary module/);
  });

  it('leaves out the tools of one that never answers', async () => {
    const server = serverOf({ ...fixtureServer('stdio-server.mjs', 'mute'), connectTimeoutSeconds: 0.3 });
    expect(await namesOf(server)).toEqual([]);
    await eventually(() => /not done within 0.3 s/.test(logged(warn)));
  });

  it('waits for one that starts slowly', async () => {
    expect(await namesOf(serverOf(fixtureServer('stdio-server.mjs', 'slow', '300')))).toEqual(['srv__say']);
  });

  it('gives up on one that only prints', async () => {
    expect(await namesOf(serverOf(fixtureServer('stdio-server.mjs', 'shouting')))).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('overlooks what one prints beside its messages', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'polite'));
    await expect(call(server, 'srv__say', { text: 'hello' })).resolves.toEqual(text('say hello'));
  });

  it('does not flood the log with what one writes to its error output', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'chattering'));
    expect(await namesOf(server)).toEqual(['srv__say']);
    await eventually(() => logged(debug).includes('writes too much'));
    expect(debug.mock.calls.length).toBeLessThan(2_500);
  });

  it('ends a call that crashes it as one result, and starts it again', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'crash'));
    const result = await call(server, 'srv__say');
    expect(result).toEqual({
      ...text(expect.stringMatching(/lost during the call/) as unknown as string),
      isError: true,
    });
    await eventually(() => logged(warn).includes('is lost'));
    expect(await namesOf(server)).toEqual([]);
    clock.pass(1_000);
    expect(await namesOf(server)).toEqual(['srv__say']);
  });

  it('ends a call that hangs at its time limit, tells the server, and keeps the connection', async () => {
    const server = serverOf({ ...fixtureServer('stdio-server.mjs', 'hang'), timeoutSeconds: 0.2 });
    const result = await call(server, 'srv__say');
    expect(result).toEqual({
      content: [{ type: 'text', text: expect.stringContaining('within 0.2 s') }],
      isError: true,
    });
    await eventually(() => /cancelled \d/.test(logged(debug)));
    expect(await namesOf(server)).toEqual(['srv__say']);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('mcp.servers.srv.timeoutSeconds')]]);
  });

  it('ends a call whose run is stopped at once, and tells the server', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'hang'));
    await server.tools(signal);
    const run = new AbortController();
    const result = call(server, 'srv__say', {}, { signal: run.signal });
    await eventually(() => logged(debug).includes('hangs'));
    run.abort();
    await expect(result).resolves.toMatchObject({ isError: true });
    await eventually(() => /cancelled \d/.test(logged(debug)));
  });

  it('drops the connection for a result of 100 MB, of which nothing is kept', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'huge'));
    await server.tools(signal);
    const before = heldBytes();
    const result = await call(server, 'srv__say');
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(/lost/) }] });
    expect(heldBytes() - before).toBeLessThan(50_000_000);
  });

  it('hands a large result to the common limit', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'large'));
    await expect(call(server, 'srv__say')).resolves.toEqual(text('x'.repeat(5_000_000)));
  });

  it('hands on why the server refuses a call', async () => {
    const result = await call(serverOf(fixtureServer('stdio-server.mjs', 'refusing')), 'srv__say');
    expect(result).toEqual({ ...text("The server 'srv' refused the call: no such thing here"), isError: true });
  });

  it('leaves out tools whose schemas lie, tells which, and keeps the others', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'lying'));
    expect(await namesOf(server)).toEqual(['srv__say', 'srv__nonsense', 'srv__elsewhere', 'srv__modern']);
    const modern = (await server.tools(signal)).at(-1);
    expect(modern?.definition.description).toHaveLength(2_000);
    for (const name of ['none', 'text', 'deep', 'vast', 'task']) expect(logged(warn)).toContain(`${name}:`);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('keeps the first of two tools of one name, and parts those that look alike', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'duplicates'));
    expect(await namesOf(server)).toEqual([expect.stringMatching(/^srv__say_[0-9a-f]{8}$/), 'srv__SAY']);
    expect(logged(warn)).toMatch(/say: listed twice.*say is called srv__say_/);
  });

  it.each([
    ['endless', 64],
    ['many', 512],
    ['circling', 0],
  ])('bounds a list that is %s', async (way, length) => {
    expect(await namesOf(serverOf(fixtureServer('stdio-server.mjs', way)))).toHaveLength(length);
    expect(logged(warn)).toMatch(/list is too long/);
  });

  it('takes an answer that is no list for a failure', async () => {
    expect(await namesOf(serverOf(fixtureServer('stdio-server.mjs', 'listless')))).toEqual([]);
    expect(logged(warn)).toMatch(/with no list/);
  });

  it('reads the list again when the server says that it changed', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'changing'));
    await call(server, 'srv__say');
    expect(await namesOf(server)).toEqual(['srv__say', 'srv__say1']);
  });

  it.each([
    ['asks and never reads', 'deaf', /is lost: it does not read what it is sent/],
    ['asks without end', 'pinging', /is lost: it sent too much that nobody asked for/],
    ['notifies without end', 'notifying', /is lost: it sent too much that nobody asked for/],
    ['answers what nobody asked, without end', 'answering', /is lost: it sent too much that nobody asked for/],
    ['sends much in few messages', 'bulky', /is lost: it sent too much that nobody asked for/],
  ])('parts with one that %s, with one warning', async (_what, way, warning) => {
    const server = serverOf(fixtureServer('stdio-server.mjs', way));
    await server.tools(signal);
    const before = heldBytes();
    await expect(call(server, 'srv__say')).resolves.toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/lost during the call/) }],
    });
    expect(logged(warn)).toMatch(warning);
    expect(warn).toHaveBeenCalledTimes(1);
    // What a server may send at once without being asked, and some pieces that are not given back yet.
    expect(heldBytes() - before).toBeLessThan(50_000_000);
    await eventually(() => !childCommands().some((command) => command.endsWith(`stdio-server.mjs ${way}`)));
  });

  it('shows a flood of progress in moderation', async () => {
    const progress = jest.fn<(text: string) => void>();
    await call(serverOf(fixtureServer('stdio-server.mjs', 'progress')), 'srv__say', {}, { progress });
    expect(progress.mock.calls).toEqual([['1/5000']]);
  });

  it('offers the server no model of its own', async () => {
    const server = serverOf({ ...fixtureServer('stdio-server.mjs', 'asking'), timeoutSeconds: 0.3 });
    await call(server, 'srv__say');
    await eventually(() => /answered sampling.*Method not found/.test(logged(debug)));
  });
});

describe('SdkConnector at the end', () => {
  it('leaves nothing behind of a program that will not go, nor of what that started', async () => {
    const file = join(directory, 'pids.json');
    const server = serverOf(fixtureServer('stdio-server.mjs', 'stubborn', file));
    expect(await namesOf(server)).toEqual(['srv__say']);
    const pids = JSON.parse(readFileSync(file, 'utf8')) as number[];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await server.close();
    await eventually(() => pids.every((pid) => !isAlive(pid)));
  });

  it('ends what is still being started', async () => {
    const server = serverOf(fixtureServer('stdio-server.mjs', 'mute'));
    const run = new AbortController();
    const asked = server.tools(run.signal);
    await eventually(() => childCommands().some((command) => command.endsWith('stdio-server.mjs mute')));
    run.abort();
    await expect(asked).resolves.toEqual([]);
    await server.close();
    await connectors[0]?.closeAll();
    expect(childCommands().filter((command) => command.endsWith('stdio-server.mjs mute'))).toEqual([]);
  });
});

describe('the directory of a program', () => {
  it.each([
    [undefined, () => directory],
    ['~/inner', () => join(directory, 'home', 'inner')],
    ['~', () => join(directory, 'home')],
  ])('is, for cwd %s, the state directory or the one that is named', async (cwd, expected) => {
    const home = join(directory, 'home');
    if (!existsSync(home)) mkdirSync(join(home, 'inner'), { recursive: true });
    const server = serverOf(
      { ...fixtureServer('stdio-server.mjs', 'environment'), ...(cwd ? { cwd } : {}) },
      { HOME: home },
    );
    const { content } = await call(server, 'srv__say');
    expect(JSON.parse(content[0]?.type === 'text' ? content[0].text : '')).toMatchObject({ directory: expected() });
  });
});
