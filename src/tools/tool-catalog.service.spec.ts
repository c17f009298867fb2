import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { fakeTool } from '../../test/support/tool-factory.js';
import { LiveValue } from '../config/live-value.js';
import { ToolsConfig } from '../config/tools.config.js';
import { ToolCatalog } from './tool-catalog.service.js';
import type { ToolSource } from './tool.port.js';

const builtins = [fakeTool('open'), fakeTool('closed', { ownerOnly: true }), fakeTool('read')];

function build(section: LiveValue<ToolsConfig>, ...sources: ToolSource[]) {
  const sut = new ToolCatalog(builtins, sources, section);
  return async (isOwner: boolean): Promise<string[]> => {
    const { signal } = new AbortController();
    const request = { agent: resolvedAgent(), isOwner, clientToolNames: ['READ'], models: ['fake/model'] };
    const { decisions } = await sut.forRun({ ...request, subagentDepth: 1, signal });
    return decisions.filter(({ kept }) => kept).map(({ tool }) => tool.definition.name);
  };
}

describe(ToolCatalog.name, () => {
  it('F5: gives a run the tools that agent, owner and client leave it, under the configuration of the moment', async () => {
    const section = new LiveValue(new ToolsConfig());
    const namesFor = build(section);
    expect(await namesFor(true)).toEqual(['open', 'closed']);
    expect(await namesFor(false)).toEqual(['open']);
    section.set(Object.assign(new ToolsConfig(), { deny: ['open'] }));
    expect(await namesFor(true)).toEqual(['closed']);
  });

  it('F6: asks a source only for what the run could keep, and puts its tools under the same rules', async () => {
    const asked: boolean[] = [];
    const source: ToolSource = {
      tools: ({ mayKeep }) => {
        asked.push(mayKeep({ prefix: 'files__', group: 'mcp', ownerOnly: true }));
        return Promise.resolve([
          fakeTool('files__get', { group: 'mcp', ownerOnly: true }),
          fakeTool('Open', { group: 'mcp' }),
        ]);
      },
    };
    const namesFor = build(new LiveValue(new ToolsConfig()), source);
    expect(await namesFor(false)).toEqual(['open']);
    expect(await namesFor(true)).toEqual(['open', 'closed', 'files__get']);
    expect(asked).toEqual([false, true]);
  });

  it('tells which tools it did not ask for, and why', async () => {
    const source: ToolSource = {
      tools: ({ mayKeep }) => {
        mayKeep({ prefix: 'files__', group: 'mcp', ownerOnly: true });
        mayKeep({ prefix: 'tracker__', group: 'mcp', ownerOnly: false });
        mayKeep({ prefix: 'open__', group: 'mcp', ownerOnly: false });
        return Promise.resolve([]);
      },
    };
    const section = Object.assign(new ToolsConfig(), { deny: ['tracker__*'] });
    const sut = new ToolCatalog([], [source], new LiveValue(section));
    const { signal } = new AbortController();
    const request = { agent: resolvedAgent(), isOwner: false, clientToolNames: [], models: ['fake/model'] };
    expect(await sut.forRun({ ...request, subagentDepth: 1, signal })).toEqual({
      decisions: [],
      unasked: [
        { name: 'files__*', because: 'owner-only (ownerOnly of its MCP server)' },
        { name: 'tracker__*', because: 'tools.deny' },
      ],
    });
  });

  it('F5: takes a tool away that no run of the agent can use now, and asks only tools that the rules keep', async () => {
    const asked: string[] = [];
    const offered = (name: string, reason?: string) =>
      fakeTool(name, {
        ownerOnly: name === 'closed',
        unavailable: ({ id }) => {
          asked.push(`${name} for ${id}`);
          return Promise.resolve(reason);
        },
      });
    const tools = [offered('usable'), offered('broken', 'It needs a sandbox.'), offered('closed', 'no')];
    const sut = new ToolCatalog(tools, [], new LiveValue(new ToolsConfig()));
    const { signal } = new AbortController();
    const request = { agent: resolvedAgent(), isOwner: false, clientToolNames: [], models: ['fake/model'] };
    const { decisions } = await sut.forRun({ ...request, subagentDepth: 1, signal });
    expect(decisions.map(({ kept, because }) => [kept, because])).toEqual([
      [true, 'kept: no rule strips it'],
      [false, 'unavailable: It needs a sandbox.'],
      [false, 'owner-only by nature'],
    ]);
    expect(asked).toEqual(['usable for main', 'broken for main']);
  });

  it('J5: does not wait for a tool that takes long to know whether it can be used', async () => {
    const leaving = new AbortController();
    const slow = fakeTool('slow', {
      unavailable: () => {
        leaving.abort(new Error('left'));
        return new Promise(() => undefined);
      },
    });
    const sut = new ToolCatalog([slow], [], new LiveValue(new ToolsConfig()));
    const request = { agent: resolvedAgent(), isOwner: true, clientToolNames: [], models: ['fake/model'] };
    await expect(sut.forRun({ ...request, subagentDepth: 1, signal: leaving.signal })).rejects.toThrow('left');
  });

  it('J5: rejects with the reason of the caller who left while a source was asked', async () => {
    const leaving = new AbortController();
    const source: ToolSource = {
      tools: () => {
        leaving.abort(new Error('left'));
        return Promise.resolve([]);
      },
    };
    const sut = new ToolCatalog([], [source], new LiveValue(new ToolsConfig()));
    const request = { agent: resolvedAgent(), isOwner: true, clientToolNames: [], models: ['fake/model'] };
    await expect(sut.forRun({ ...request, subagentDepth: 1, signal: leaving.signal })).rejects.toThrow('left');
  });
});
