import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { fakeTool } from '../../../test/support/tool-factory.js';
import type { AgentToolsConfig } from '../../config/agents.config.js';
import { ToolsConfig } from '../../config/tools.config.js';
import { type PolicyInput, decideTools } from './tool-policy.js';
import type { RuledCredential } from './tool-rules.js';
import type { Tool } from '../tool.port.js';

const status = fakeTool('session_status');
const fetch = fakeTool('web_fetch', { group: 'web' });
const gateway = fakeTool('gateway', { ownerOnly: true });

interface Case {
  tools?: Tool[];
  agentTools?: AgentToolsConfig;
  inheritedTools?: AgentToolsConfig;
  global?: Partial<ToolsConfig>;
  publicMode?: boolean;
  isOwner?: boolean;
  clientToolNames?: string[];
  models?: string[];
  subagentDepth?: number;
  maxSubagents?: number;
  credential?: RuledCredential;
}

function input({
  tools = [status, fetch, gateway],
  agentTools = {},
  inheritedTools = {},
  global = {},
  publicMode = false,
  isOwner = false,
  clientToolNames = [],
  models = ['fake/model'],
  subagentDepth = 1,
  maxSubagents = 8,
  credential,
}: Case): PolicyInput {
  return {
    credential,
    tools,
    agent: resolvedAgent({
      id: 'desk',
      publicMode,
      tools: agentTools,
      inheritedTools,
      subagents: { maxDepth: 1, maxCount: maxSubagents, allowAgents: [] },
    }),
    global: Object.assign(new ToolsConfig(), global),
    isOwner,
    clientToolNames,
    models,
    subagentDepth,
  };
}

function kept(given: Case): string[] {
  return decideTools(input(given))
    .filter((decision) => decision.kept)
    .map(({ tool }) => tool.definition.name);
}

describe(decideTools.name, () => {
  it.each<[string, Case, string[]]>([
    ['an owner has everything', { isOwner: true }, ['session_status', 'web_fetch', 'gateway']],
    ['F5: a non-owner has no owner-only tool', {}, ['session_status', 'web_fetch']],
    [
      'F5: nor on an agent that is public',
      { publicMode: true, agentTools: { allow: ['*'] } },
      ['session_status', 'web_fetch'],
    ],
    ['F6: allow does not bring it back', { agentTools: { allow: ['gateway'], alsoAllow: ['gateway'] } }, []],
    ['F6: nor does it globally', { global: { alsoAllow: ['*'], profile: 'full' } }, ['session_status', 'web_fetch']],
    ['F6: tools.ownerOnly adds', { global: { ownerOnly: ['Web-Fetch'] } }, ['session_status']],
    ['F6: tools.ownerOnly never removes', { global: { ownerOnly: ['session_status'] } }, ['web_fetch']],
    ['F6: tools.ownerOnly takes all with *', { global: { ownerOnly: ['*'] } }, []],
    [
      'F6: tools.ownerOnly is nothing to an owner',
      { global: { ownerOnly: ['*'] }, isOwner: true },
      ['session_status', 'web_fetch', 'gateway'],
    ],
    ['G8: a public agent has the profile minimal by default', { publicMode: true }, ['session_status']],
    ['G8: for its owner too', { publicMode: true, isOwner: true }, ['session_status']],
    [
      'G8: alsoAllow adds to it',
      { publicMode: true, agentTools: { alsoAllow: ['web_fetch'] } },
      ['session_status', 'web_fetch'],
    ],
    ['G8: an allow list takes its place', { publicMode: true, agentTools: { allow: ['web_fetch'] } }, ['web_fetch']],
    ['G8: an empty allow list is none', { publicMode: true, agentTools: { allow: [] } }, []],
    [
      'G8: a profile takes its place',
      { publicMode: true, agentTools: { profile: 'coding' } },
      ['session_status', 'web_fetch'],
    ],
    [
      'G4: an owner of a public agent gets owner-only tools where they are allowed',
      { publicMode: true, isOwner: true, agentTools: { allow: ['gateway'] } },
      ['gateway'],
    ],
    [
      'deny beats allow',
      { agentTools: { allow: ['*'], alsoAllow: ['web_fetch'], deny: ['WEB_FETCH'] } },
      ['session_status'],
    ],
    ['a global deny beats the agent', { agentTools: { allow: ['web_fetch'] }, global: { deny: ['web-fetch'] } }, []],
    [
      'deny * leaves nothing, to an owner either',
      { isOwner: true, agentTools: { alsoAllow: ['*'], deny: [' * '] } },
      [],
    ],
    [
      'an agent cannot go beyond the global list',
      { agentTools: { allow: ['*'] }, global: { allow: ['web_fetch'] } },
      ['web_fetch'],
    ],
    ['a profile and a list hold together', { agentTools: { profile: 'minimal', allow: ['web_fetch'] } }, []],
    ['a group is what its members say', { agentTools: { allow: ['group:web'] } }, ['web_fetch']],
    ['a group in any spelling', { agentTools: { deny: [' Ｇroup:WEB '] } }, ['session_status']],
    ['a group that is none has no tools', { agentTools: { allow: ['group:gateway', 'group:*', 'web'] } }, []],
    ['a beginning', { agentTools: { allow: ['Web-*', 'sess**'] } }, ['session_status', 'web_fetch']],
    ['a * inside of a name is no beginning', { agentTools: { allow: ['web*fetch', '*fetch'] } }, []],
    ['F6: tools.ownerOnly takes groups', { global: { ownerOnly: ['group:web'] } }, ['session_status']],
    ['F6: tools.ownerOnly takes beginnings', { global: { ownerOnly: ['s*'] } }, ['web_fetch']],
    [
      'the profile coding lacks the gateway',
      { isOwner: true, agentTools: { profile: 'coding' } },
      ['session_status', 'web_fetch'],
    ],
    [
      'the profile full has it',
      { isOwner: true, agentTools: { profile: 'full' } },
      ['session_status', 'web_fetch', 'gateway'],
    ],
    [
      'E4: what the defaults allow holds where the agent says nothing',
      { inheritedTools: { allow: ['web_fetch'] } },
      ['web_fetch'],
    ],
    [
      'E4: an own profile replaces an inherited list',
      { inheritedTools: { allow: ['gateway'] }, agentTools: { profile: 'minimal' } },
      ['session_status'],
    ],
    [
      'E4: an own list replaces an inherited profile',
      { inheritedTools: { profile: 'minimal' }, agentTools: { allow: ['web_fetch'] } },
      ['web_fetch'],
    ],
    [
      'E4: alsoAllow adds to an inherited profile',
      { inheritedTools: { profile: 'minimal' }, agentTools: { alsoAllow: ['web_fetch'] } },
      ['session_status', 'web_fetch'],
    ],
    [
      'E4: an own alsoAllow replaces the inherited one',
      { inheritedTools: { profile: 'minimal', alsoAllow: ['web_fetch'] }, agentTools: { alsoAllow: [] } },
      ['session_status'],
    ],
    [
      'E4: what the defaults deny stays denied',
      { inheritedTools: { deny: ['web_fetch'] }, agentTools: { allow: ['*'], deny: [] } },
      ['session_status'],
    ],
    [
      'G8: a public agent inherits nothing but deny',
      { publicMode: true, inheritedTools: { profile: 'full', alsoAllow: ['*'] } },
      ['session_status'],
    ],
    ['G8: but deny', { publicMode: true, inheritedTools: { deny: ['session_status'] } }, []],
    [
      'byProvider: deny of the provider',
      { global: { byProvider: { fake: { deny: ['web_fetch'] } } } },
      ['session_status'],
    ],
    [
      'byProvider: of the model',
      { agentTools: { byProvider: { 'fake/model': { allow: ['web_fetch'] } } } },
      ['web_fetch'],
    ],
    [
      'byProvider: not of another one',
      {
        agentTools: {
          byProvider: { fak: { deny: ['*'] }, 'fake/mod': { deny: ['*'] }, 'fake/model/x': { deny: ['*'] } },
        },
      },
      ['session_status', 'web_fetch'],
    ],
    [
      'byProvider: of a model whose id has slashes',
      { models: ['fake/a/b'], agentTools: { byProvider: { 'fake/a/b': { profile: 'minimal' } } } },
      ['session_status'],
    ],
    [
      'byProvider: the rules for a fallback hold too',
      { models: ['fake/model', 'other/one'], global: { byProvider: { other: { deny: ['web_fetch'] } } } },
      ['session_status'],
    ],
    [
      'byProvider: alsoAllow undoes what its own entry narrows',
      { agentTools: { byProvider: { fake: { profile: 'minimal', alsoAllow: ['web_fetch'] } } } },
      ['session_status', 'web_fetch'],
    ],
    [
      'byProvider: but nothing of another layer',
      { agentTools: { profile: 'minimal', byProvider: { fake: { alsoAllow: ['*'] } } } },
      ['session_status'],
    ],
    [
      'byProvider: nor of another entry',
      { agentTools: { byProvider: { fake: { alsoAllow: ['*'] }, 'fake/model': { profile: 'minimal' } } } },
      ['session_status'],
    ],
    [
      'byProvider: nor does alsoAllow of the agent undo it',
      { agentTools: { alsoAllow: ['*'], byProvider: { fake: { profile: 'minimal' } } } },
      ['session_status'],
    ],
    [
      'byProvider: F5: nor the owner rule',
      { global: { byProvider: { fake: { alsoAllow: ['gateway'], allow: ['gateway'] } } } },
      [],
    ],
    [
      'byProvider: an own map replaces the inherited one',
      { inheritedTools: { byProvider: { fake: { profile: 'minimal' } } }, agentTools: { byProvider: {} } },
      ['session_status', 'web_fetch'],
    ],
    [
      'byProvider: but for what that denies',
      {
        inheritedTools: { byProvider: { fake: { deny: ['web_fetch'] } } },
        agentTools: { byProvider: { fake: { allow: ['*'] } } },
      },
      ['session_status'],
    ],
    ['I3: a client tool withholds the own one', { clientToolNames: ['session_status'] }, ['web_fetch']],
    ['I3: in any spelling', { isOwner: true, clientToolNames: ['Session-Status', ' GATEWAY', 'ｗeb_fetch'] }, []],
  ])('%s', (_title, given, expected) => {
    expect(kept(given)).toEqual(expected);
  });

  it.each<[string, Case, Record<string, string>]>([
    [
      'F6: the owner rules',
      { global: { ownerOnly: ['web_fetch'], deny: ['*'] } },
      { gateway: 'owner-only by nature', web_fetch: 'tools.ownerOnly', session_status: 'tools.deny' },
    ],
    [
      'the client',
      { clientToolNames: ['Session-Status'], agentTools: { deny: ['session_status'] } },
      { session_status: 'the client brought a tool of this name', web_fetch: 'kept: no rule strips it' },
    ],
    [
      'deny lists, each by its path',
      { isOwner: true, agentTools: { deny: ['web_fetch'] }, inheritedTools: { deny: ['gateway'] } },
      {
        web_fetch: 'agents.list[desk].tools.deny',
        gateway: 'agents.defaults.tools.deny',
        session_status: 'kept: no rule strips it',
      },
    ],
    [
      'the default profile of public agents',
      { publicMode: true, agentTools: { alsoAllow: ['group:web'] }, isOwner: true },
      {
        session_status: 'kept: profile minimal (default of public agents)',
        web_fetch: 'kept: agents.list[desk].tools.alsoAllow',
        gateway: 'not in profile minimal (default of public agents)',
      },
    ],
    [
      'profile and lists',
      { isOwner: true, global: { profile: 'coding' }, inheritedTools: { allow: ['session_status', 'gateway'] } },
      {
        session_status: 'kept: profile coding (tools.profile), agents.defaults.tools.allow',
        web_fetch: 'not in agents.defaults.tools.allow',
        gateway: 'not in profile coding (tools.profile)',
      },
    ],
    [
      'byProvider',
      {
        global: { byProvider: { fake: { deny: ['web_fetch'] } } },
        agentTools: { byProvider: { 'fake/model': { allow: [] } } },
      },
      {
        web_fetch: 'tools.byProvider.fake.deny',
        session_status: 'not in agents.list[desk].tools.byProvider["fake/model"].allow',
      },
    ],
  ])('tells what decided: %s', (_title, given, expected) => {
    const decided = decideTools(input(given)).map(({ tool, because }) => [tool.definition.name, because]);
    expect(Object.fromEntries(decided)).toMatchObject(expected);
  });

  it('of tools with one name the first counts, also where the rules strip it', () => {
    const tools = [gateway, fakeTool('Web-Fetch'), fetch, fakeTool(' GATEWAY', { group: 'mcp' })];
    expect(kept({ tools })).toEqual(['Web-Fetch']);
    expect(decideTools(input({ tools })).map(({ because }) => because)).toEqual([
      'owner-only by nature',
      'kept: no rule strips it',
      'another tool has this name already',
      'another tool has this name already',
    ]);
  });

  it.each<[Case, string]>([
    [{}, 'kept: no rule strips it'],
    [{ subagentDepth: 0 }, 'subagents.maxDepth'],
    [{ subagentDepth: -1, agentTools: { allow: ['*'] }, isOwner: true }, 'subagents.maxDepth'],
    [{ subagentDepth: 0, maxSubagents: 0 }, 'subagents.maxCount'],
    [{ subagentDepth: 0, global: { deny: ['delegate'] } }, 'tools.deny'],
  ])('L3: a run that may start no subagents has no tool for it: %j', (given, because) => {
    const tools = [fakeTool('delegate', { startsSubagents: true }), status];
    expect(decideTools(input({ ...given, tools }))).toMatchObject([
      { because, kept: because.startsWith('kept') },
      { kept: true },
    ]);
  });

  it('a name that looks like a group makes no member of it', () => {
    const tools = [fakeTool('group:web'), fakeTool('web', { group: 'mcp' }), fakeTool('group_web'), fetch];
    expect(kept({ tools, agentTools: { allow: ['group:web'] } })).toEqual(['web_fetch']);
    expect(kept({ tools, agentTools: { deny: ['group:web'] } })).toEqual(['group:web', 'web', 'group_web']);
  });

  it('does not change what it was given', () => {
    const given = input({});
    decideTools(given);
    expect(given.tools).toHaveLength(3);
  });

  it('C6: a key narrows what the configuration leaves, and never widens it', () => {
    const key = (tools: RuledCredential['tools']): RuledCredential => ({ id: 'key:site', tools });
    expect(kept({ credential: key({ allow: ['session_status', 'gateway'] }) })).toEqual(['session_status']);
    expect(kept({ credential: key({ allow: ['*'] }), global: { deny: ['web_fetch'] } })).toEqual(['session_status']);
    expect(kept({ credential: key({ allow: ['*'] }), publicMode: true })).toEqual(['session_status']);
    expect(kept({ credential: key({ deny: ['group:web'] }), isOwner: true })).toEqual(['session_status', 'gateway']);
    expect(kept({ credential: key({ allow: [] }), isOwner: true })).toEqual([]);
    expect(kept({ credential: key(undefined) })).toEqual(['session_status', 'web_fetch']);
    const decisions = decideTools(input({ credential: key({ allow: ['session_status'], deny: [] }) }));
    expect(decisions.map(({ because }) => because)).toEqual([
      'kept: the key site: tools.allow',
      'not in the key site: tools.allow',
      'owner-only by nature',
    ]);
  });
});
