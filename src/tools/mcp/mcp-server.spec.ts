import { Logger } from '@nestjs/common';
import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeMcpConnector } from '../../../test/support/fake-mcp-connector.js';
import { mcpServerConfig } from '../../../test/support/mcp-server-factory.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import type { Tool, ToolContext } from '../tool.port.js';
import { McpCallRefusedError } from './mcp-connector.port.js';
import { McpServer } from './mcp-server.js';

const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
jest.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
afterAll(() => {
  jest.restoreAllMocks();
});

const never = (): Promise<never> => new Promise(() => undefined);
const untilStopped = (attempt: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    attempt.addEventListener('abort', () => reject(new Error('stopped')));
  });
const fails = (): Promise<never> => Promise.reject(new Error('canary: connect ECONNREFUSED 192.0.2.1'));
const signal = new AbortController().signal;
const namesOf = (tools: readonly Tool[]): string[] => tools.map(({ definition }) => definition.name);

let clock: FakeClock;
let connector: FakeMcpConnector;

beforeEach(() => {
  warn.mockClear();
  clock = new FakeClock();
  connector = new FakeMcpConnector();
});

function serverOf(settings: Partial<McpServerConfig> = {}): McpServer {
  const config = mcpServerConfig({ command: 'program', ...settings });
  return new McpServer({ name: 'srv', config, connector, clock, logger: new Logger() });
}

async function firstTool(server: McpServer): Promise<Tool> {
  const [tool] = await server.tools(signal);
  if (!tool) throw new Error('the server has no tools');
  return tool;
}

async function call(server: McpServer, context: Partial<ToolContext> = {}): Promise<string> {
  return textOf((await firstTool(server)).run({ a: 1 }, toolContext(context)));
}

async function textOf(running: ReturnType<Tool['run']>): Promise<string> {
  const { content, isError } = await running;
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return isError ? `error: ${text}` : text;
}

describe('McpServer.tools', () => {
  it('connects once for runs that come at the same time, and not again later', async () => {
    const sut = serverOf();
    const lists = await Promise.all([sut.tools(signal), sut.tools(signal), sut.tools(signal)]);
    expect(lists.map(namesOf)).toEqual([['srv__say'], ['srv__say'], ['srv__say']]);
    expect(namesOf(await sut.tools(signal))).toEqual(['srv__say']);
    expect(connector.attempts).toBe(1);
    expect(connector.last.lists).toBe(1);
  });

  it('is owner-only and has side effects unless the server and the configuration say otherwise', async () => {
    connector.list = () =>
      Promise.resolve({
        tools: [
          { name: 'a', inputSchema: { type: 'object' } },
          { name: 'b', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
          { name: 'c', inputSchema: { type: 'object' }, annotations: { readOnlyHint: 'true' } },
        ],
      });
    const tools = await serverOf().tools(signal);
    expect(tools.map(({ ownerOnly, sideEffects, group }) => ({ ownerOnly, sideEffects, group }))).toEqual([
      { ownerOnly: true, sideEffects: true, group: 'mcp' },
      { ownerOnly: true, sideEffects: false, group: 'mcp' },
      { ownerOnly: true, sideEffects: true, group: 'mcp' },
    ]);
    const [open] = await serverOf({ ownerOnly: false }).tools(signal);
    expect(open?.ownerOnly).toBe(false);
  });

  it('has no tools while a failing server is left alone, for 1 s, then 2 s, up to 60 s, and warns once', async () => {
    connector.open = fails;
    const sut = serverOf();
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt++) {
      const before = clock.now();
      while (connector.attempts < attempt) {
        expect(await sut.tools(signal)).toEqual([]);
        if (connector.attempts < attempt) await clock.advance(1_000);
      }
      pauses.push((clock.now() - before) / 1000);
    }
    expect(pauses).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60]);
    expect(warn).toHaveBeenCalledTimes(1);
    connector.open = () => Promise.resolve();
    await clock.advance(60_000);
    expect(namesOf(await sut.tools(signal))).toEqual(['srv__say']);
  });

  it('lets a run go on at its time limit, while the attempt of a slow server goes on for the next one', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    connector.open = () => promise;
    const sut = serverOf({ connectTimeoutSeconds: 100 });
    const first = sut.tools(signal);
    await clock.advance(46_000);
    await expect(first).resolves.toEqual([]);
    resolve(undefined);
    expect(namesOf(await sut.tools(signal))).toEqual(['srv__say']);
    expect(connector.attempts).toBe(1);
  });

  it('ends an attempt at the connect timeout, and tells the connector', async () => {
    let attempt: AbortSignal | undefined;
    connector.open = (options) => {
      attempt = options.signal;
      return never();
    };
    const asked = serverOf({ connectTimeoutSeconds: 5 }).tools(signal);
    await clock.advance(5_000);
    await expect(asked).resolves.toEqual([]);
    expect(attempt?.aborted).toBe(true);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('not done within 5 s'));
  });

  it('closes a connection whose list does not come in time', async () => {
    connector.list = untilStopped;
    const asked = serverOf({ connectTimeoutSeconds: 5 }).tools(signal);
    await clock.advance(5_000);
    await expect(asked).resolves.toEqual([]);
    expect(connector.last.ended.aborted).toBe(true);
  });

  it('lets go a run that is stopped, not the attempt that others wait for', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    connector.open = () => promise;
    const sut = serverOf();
    const stopped = new AbortController();
    const first = sut.tools(stopped.signal);
    const second = sut.tools(signal);
    stopped.abort();
    await expect(first).resolves.toEqual([]);
    resolve(undefined);
    expect(namesOf(await second)).toEqual(['srv__say']);
  });

  it('reads the list again when told that it changed', async () => {
    const sut = serverOf();
    await sut.tools(signal);
    connector.toolNames = ['say', 'more'];
    connector.last.options.onToolsChanged();
    const after = await sut.tools(signal);
    expect(namesOf(after)).toEqual(['srv__say', 'srv__more']);
    expect(connector.attempts).toBe(1);
  });

  it('connects anew when a changed list cannot be read', async () => {
    const sut = serverOf();
    await sut.tools(signal);
    await clock.advance(20_000);
    connector.last.options.onToolsChanged();
    const list = connector.list;
    connector.list = () => {
      connector.list = list;
      return fails();
    };
    expect(namesOf(await sut.tools(signal))).toEqual(['srv__say']);
    expect(connector.attempts).toBe(2);
    expect(connector.connections[0]?.ended.aborted).toBe(true);
  });

  it('connects anew at once when a connection of some age is lost, after a pause when it was a young one', async () => {
    const sut = serverOf();
    await sut.tools(signal);
    await clock.advance(20_000);
    connector.last.lose();
    expect(namesOf(await sut.tools(signal))).toEqual(['srv__say']);
    connector.last.lose();
    expect(await sut.tools(signal)).toEqual([]);
    await clock.advance(1_000);
    expect(namesOf(await sut.tools(signal))).toEqual(['srv__say']);
    expect(connector.attempts).toBe(3);
  });

  it('leaves out what the rules of the server do not let through, by its own names in any spelling', async () => {
    connector.toolNames = ['read_file', 'read_dir', 'write_file', 'list'];
    const sut = serverOf({ allow: ['READ-*', 'write_file'], deny: ['read-dir'] });
    expect(namesOf(await sut.tools(signal))).toEqual(['srv__read_file', 'srv__write_file']);
  });
});

describe('the rules of a server', () => {
  it('tells once of entries that mean none of its tools, with what was probably meant', async () => {
    const sut = serverOf({ allow: ['say', 'sayy'], deny: ['nothing*'] });
    expect(namesOf(await sut.tools(signal))).toEqual(['srv__say']);
    connector.last.options.onToolsChanged();
    await sut.tools(signal);
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /MCP server srv: allow names tools .*: sayy \(did you mean "say"\?\); deny names tools .*: nothing\*$/,
        ),
      ],
    ]);
  });
});

describe('McpServer, calling', () => {
  it('gives the result of the server', async () => {
    await expect(call(serverOf())).resolves.toBe('say done');
    expect(connector.last.calls).toEqual([{ name: 'say', args: { a: 1 } }]);
  });

  it('says in one result that the server did not answer in time, and tells the server', async () => {
    let given: AbortSignal | undefined;
    connector.call = (_name, options) => {
      given = options.signal;
      return never();
    };
    const sut = serverOf({ timeoutSeconds: 7 });
    const tool = await firstTool(sut);
    const result = textOf(tool.run({}, toolContext()));
    await clock.advance(0);
    await clock.advance(7_000);
    await expect(result).resolves.toMatch(/^error: The server 'srv' did not answer within 7 s \(its timeoutSeconds\)/);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('"say" within 7 s (mcp.servers.srv.timeoutSeconds)')]]);
    expect(given?.aborted).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it.each([
    ['a refusal', new McpCallRefusedError('no such file: a.txt'), /refused the call: no such file: a.txt$/],
    ['a fault of the connection', new Error('connect ECONNREFUSED 192.0.2.1'), /lost during the call/],
  ])('says what became of a call after %s, and nothing of the host', async (_name, error, expected) => {
    connector.call = () => Promise.reject(error);
    const text = await call(serverOf());
    expect(text).toMatch(expected);
    expect(text).not.toContain('192.0.2.1');
  });

  it('looks whether the connection is still good after a fault', async () => {
    connector.call = () => fails();
    const sut = serverOf();
    await call(sut);
    await sut.tools(signal);
    expect(connector.last.lists).toBe(2);
    await sut.tools(signal);
    expect(connector.last.lists).toBe(2);
  });

  it('connects anew for a call of a run that had its tools before the connection was lost', async () => {
    const sut = serverOf();
    const tool = await firstTool(sut);
    await clock.advance(20_000);
    connector.last.lose();
    await expect(textOf(tool.run({}, toolContext()))).resolves.toBe('say done');
    expect(connector.attempts).toBe(2);
  });

  it('says that a server which is left alone cannot be reached', async () => {
    const sut = serverOf();
    const tool = await firstTool(sut);
    connector.open = fails;
    connector.last.lose();
    await expect(textOf(tool.run({}, toolContext()))).resolves.toMatch(/^error: .*cannot be reached now/);
  });

  it('shows no progress after the end', async () => {
    const shown: string[] = [];
    let late: (() => void) | undefined;
    connector.call = (_name, { onProgress }) => {
      onProgress({ progress: 1, message: 'one' });
      late = () => onProgress({ progress: 2 });
      return Promise.resolve({});
    };
    await call(serverOf(), { progress: (text) => shown.push(text) });
    await clock.advance(1_000);
    late?.();
    expect(shown).toEqual(['1 one']);
  });
});

describe('McpServer.retire', () => {
  it('closes at once where no call is under way', async () => {
    const sut = serverOf();
    await sut.tools(signal);
    await sut.retire();
    expect(connector.last.ended.aborted).toBe(true);
    expect(await sut.tools(signal)).toEqual([]);
    expect(connector.attempts).toBe(1);
  });

  it('lets a call under way finish first, and takes no other', async () => {
    const { promise, resolve } = Promise.withResolvers<Record<string, unknown>>();
    connector.call = () => promise;
    const sut = serverOf();
    const tool = await firstTool(sut);
    const result = textOf(tool.run({}, toolContext()));
    await clock.advance(0);
    await sut.retire();
    expect(connector.last.ended.aborted).toBe(false);
    await expect(textOf(tool.run({}, toolContext()))).resolves.toMatch(/cannot be reached/);
    resolve({ content: [{ type: 'text', text: 'in time' }] });
    await expect(result).resolves.toBe('in time');
    expect(connector.last.ended.aborted).toBe(true);
    expect(warn).not.toHaveBeenCalled();
  });

  it('ends an attempt that is under way, without a warning', async () => {
    connector.open = (options) => untilStopped(options.signal);
    const sut = serverOf();
    const asked = sut.tools(signal);
    await sut.close();
    await expect(asked).resolves.toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });
});
