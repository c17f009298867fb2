import { Logger } from '@nestjs/common';
import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeMcpConnector } from '../../../test/support/fake-mcp-connector.js';
import { mcpServerConfig } from '../../../test/support/mcp-server-factory.js';
import { LiveValue } from '../../config/live-value.js';
import { McpConfig, type McpServerConfig } from '../../config/mcp.config.js';
import type { ToolQuery } from '../tool.port.js';
import { McpServers } from './mcp-servers.service.js';

jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
afterAll(() => {
  jest.restoreAllMocks();
});

let connector: FakeMcpConnector;
let section: LiveValue<McpConfig>;
let sut: McpServers;

const mcp = (servers: Record<string, Partial<McpServerConfig>>): McpConfig =>
  Object.assign(new McpConfig(), {
    servers: Object.fromEntries(Object.entries(servers).map(([name, each]) => [name, mcpServerConfig(each)])),
  });
const reload = (servers: Record<string, Partial<McpServerConfig>>): void => {
  section.set(mcp(servers));
  section.notify();
};
const namesFor = async (mayKeep: ToolQuery['mayKeep'] = () => true): Promise<string[]> => {
  const tools = await sut.tools({ mayKeep, signal: new AbortController().signal });
  return tools.map(({ definition }) => definition.name);
};

beforeEach(() => {
  connector = new FakeMcpConnector();
  section = new LiveValue(mcp({ one: { command: 'a' }, two: { url: 'http://127.0.0.1/', ownerOnly: false } }));
  sut = new McpServers(section, connector, new FakeClock());
  sut.onModuleInit();
});

describe('McpServers.tools', () => {
  it('gives the tools of all servers in the order of the configuration', async () => {
    expect(await namesFor()).toEqual(['one__say', 'two__say']);
  });

  it('connects only servers of which a run could keep a tool', async () => {
    expect(
      await namesFor(({ prefix, group, ownerOnly }) => group === 'mcp' && prefix === 'two__' && !ownerOnly),
    ).toEqual(['two__say']);
    expect(connector.attempts).toBe(1);
    expect(await namesFor(({ ownerOnly }) => ownerOnly)).toEqual(['one__say']);
  });

  it('goes on without a server that fails', async () => {
    connector.open = ({ name }) => (name === 'one' ? Promise.reject(new Error('no')) : Promise.resolve());
    expect(await namesFor()).toEqual(['two__say']);
  });

  it('leaves a server alone that is not enabled', async () => {
    reload({ one: { command: 'a', enabled: false } });
    expect(await namesFor()).toEqual([]);
    expect(connector.attempts).toBe(0);
  });
});

describe('McpServers, when the configuration changes', () => {
  it('closes what was changed or removed, keeps the rest, and uses what is new', async () => {
    await namesFor();
    const [one, two] = connector.connections;
    reload({ one: { command: 'other' }, two: { url: 'http://127.0.0.1/', ownerOnly: false }, three: { command: 'c' } });
    expect(one?.ended.aborted).toBe(true);
    expect(two?.ended.aborted).toBe(false);
    expect(await namesFor()).toEqual(['one__say', 'two__say', 'three__say']);
    reload({});
    expect(await namesFor()).toEqual([]);
    expect(connector.connections.map(({ ended }) => ended.aborted)).toEqual([true, true, true, true]);
  });

  it('is not disturbed by a reload that changes nothing', async () => {
    await namesFor();
    reload({ one: { command: 'a' }, two: { url: 'http://127.0.0.1/', ownerOnly: false } });
    expect(await namesFor()).toEqual(['one__say', 'two__say']);
    expect(connector.attempts).toBe(2);
  });
});

describe('McpServers, when the gateway stops', () => {
  it('closes everything, also what is only half open', async () => {
    await namesFor();
    sut.onModuleDestroy();
    await sut.onApplicationShutdown();
    expect(connector.connections.map(({ ended }) => ended.aborted)).toEqual([true, true]);
    expect(connector.closedAll).toBe(true);
  });
});
