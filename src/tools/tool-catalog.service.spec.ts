import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { fakeTool } from '../../test/support/tool-factory.js';
import { LiveValue } from '../config/live-value.js';
import { ToolsConfig } from '../config/tools.config.js';
import { SourcedTools } from './sourced-tools.service.js';
import { ToolCatalog } from './tool-catalog.service.js';
import type { ToolSource } from './tool.port.js';

const builtins = [fakeTool('open'), fakeTool('closed', { ownerOnly: true }), fakeTool('read')];

function build(section: LiveValue<ToolsConfig>, ...sources: ToolSource[]) {
  const sut = new ToolCatalog(builtins, new SourcedTools(sources, new FakeClock()), section);
  return async (isOwner: boolean): Promise<string[]> => {
    const { signal } = new AbortController();
    const request = { agent: resolvedAgent(), isOwner, clientToolNames: ['READ'], models: ['fake/model'], signal };
    const decisions = await sut.forRun(request);
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
});
