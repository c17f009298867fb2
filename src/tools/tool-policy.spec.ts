import { describe, expect, it } from '@jest/globals';
import type { AgentToolsConfig } from '../config/agents.config.js';
import { ToolsConfig } from '../config/tools.config.js';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { fakeTool } from '../../test/support/tool-factory.js';
import { type PolicyInput, effectiveTools } from './tool-policy.js';

const status = fakeTool('session_status');
const fetch = fakeTool('web_fetch');
const gateway = fakeTool('gateway', { ownerOnly: true });

interface Case {
  agentTools?: AgentToolsConfig;
  global?: Partial<ToolsConfig>;
  publicMode?: boolean;
  isOwner?: boolean;
  clientToolNames?: string[];
}

function input({
  agentTools = {},
  global = {},
  publicMode = false,
  isOwner = false,
  clientToolNames = [],
}: Case): PolicyInput {
  return {
    tools: [status, fetch, gateway],
    agent: resolvedAgent({ publicMode, tools: agentTools }),
    global: Object.assign(new ToolsConfig(), global),
    isOwner,
    clientToolNames,
  };
}

function kept(given: Case): string[] {
  return effectiveTools(input(given)).map((tool) => tool.definition.name);
}

describe(effectiveTools.name, () => {
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
    ['I3: a client tool withholds the own one', { clientToolNames: ['session_status'] }, ['web_fetch']],
    ['I3: in any spelling', { isOwner: true, clientToolNames: ['Session-Status', ' GATEWAY', 'ｗeb_fetch'] }, []],
  ])('%s', (_title, given, expected) => {
    expect(kept(given)).toEqual(expected);
  });

  it('does not change what it was given', () => {
    const given = input({});
    effectiveTools(given);
    expect(given.tools).toHaveLength(3);
  });
});
