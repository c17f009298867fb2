import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { fakeTool } from '../../../test/support/tool-factory.js';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { ToolsConfig } from '../../config/tools.config.js';
import { emptyToolSets } from './empty-tool-sets.js';
import type { KnownTools } from './unknown-tool-names.js';

const known: KnownTools = {
  tools: [fakeTool('session_status'), fakeTool('exec', { ownerOnly: true, group: 'runtime' })],
  families: [],
};
const withServer: KnownTools = { ...known, families: [{ prefix: 'files__', group: 'mcp', ownerOnly: false }] };

function sut(agent: Partial<ResolvedAgent>, global: Partial<ToolsConfig> = {}, given = known): string[] {
  return emptyToolSets([resolvedAgent({ id: 'desk', ...agent })], Object.assign(new ToolsConfig(), global), given);
}

describe(emptyToolSets.name, () => {
  it.each<[string, Partial<ResolvedAgent>, Partial<ToolsConfig>, string]>([
    [
      'a list of unknown names',
      { tools: { allow: ['browser'] } },
      {},
      'The agent desk has no tools: not in agents.list[desk].tools.allow. If that is meant, write agents.list[desk].tools.allow: [].',
    ],
    [
      'a profile and a list that exclude each other',
      { tools: { profile: 'minimal', allow: ['exec'] } },
      {},
      'has no tools: not in agents.list[desk].tools.allow; not in profile minimal (agents.list[desk].tools.profile).',
    ],
    [
      'a list of denied names',
      { tools: { allow: ['exec'] } },
      { deny: ['group:runtime'] },
      'has no tools: not in agents.list[desk].tools.allow; tools.deny.',
    ],
    [
      'G8: a public agent with a list of owner-only names',
      { publicMode: true, tools: { allow: ['exec'] } },
      {},
      'has no tools for callers who are not the owner: not in agents.list[desk].tools.allow; owner-only by nature.',
    ],
    [
      'a public agent whose minimal profile is denied',
      { publicMode: true },
      { deny: ['session_status'] },
      'has no tools: tools.deny; not in profile minimal (default of public agents).',
    ],
    [
      'rules for the provider of a fallback',
      { model: { primary: 'a/b', fallbacks: ['c/d'] } },
      { byProvider: { c: { allow: ['browser'] } } },
      'has no tools: not in tools.byProvider.c.allow.',
    ],
  ])('warns of %s', (_title, agent, global, text) => {
    expect(sut(agent, global)).toEqual([expect.stringContaining(text)]);
  });

  it.each<[string, Partial<ResolvedAgent>, Partial<ToolsConfig>]>([
    ['an empty list', { tools: { allow: [] } }, {}],
    ['an empty list for all', {}, { allow: [] }],
    [
      'an empty list for its provider',
      { model: { primary: 'a/b', fallbacks: [] } },
      { byProvider: { a: { allow: [] } } },
    ],
    ['a denied *', { tools: { deny: [' * '] } }, {}],
    ['an owner-only * at a public agent', { publicMode: true }, { ownerOnly: ['*'] }],
    ['tools for the owner alone, at an agent that is not public', { tools: { allow: ['exec'] } }, {}],
    ['an agent with tools', {}, {}],
    ['a public agent with tools', { publicMode: true }, {}],
  ])('takes as meant, or finds nothing wrong with: %s', (_title, agent, global) => {
    expect(sut(agent, global)).toEqual([]);
  });

  it('counts no tool that starts subagents where the agent may start none', () => {
    const given = { tools: [fakeTool('delegate', { startsSubagents: true })], families: [] };
    expect(sut({}, {}, given)).toEqual([]);
    const subagents = { maxDepth: 0, maxCount: 8, allowAgents: [] };
    expect(sut({ subagents }, {}, given)).toEqual([expect.stringContaining('no tools: subagents.maxDepth')]);
  });

  it('counts the tools that a server may bring', () => {
    const agent = { publicMode: true, tools: { allow: ['files__get'] } };
    expect(sut(agent)).toHaveLength(1);
    expect(sut(agent, {}, withServer)).toEqual([]);
    expect(sut(agent, { ownerOnly: ['group:mcp'] }, withServer)).toEqual([expect.stringContaining('not the owner')]);
  });
});
