import { describe, expect, it } from '@jest/globals';
import { fakeTool } from '../../../test/support/tool-factory.js';
import { AgentsConfig } from '../../config/agents.config.js';
import { ToolsConfig } from '../../config/tools.config.js';
import { unknownToolNames } from './unknown-tool-names.js';

const known = {
  tools: [fakeTool('session_status'), fakeTool('gateway')],
  families: [{ prefix: 'git-hub__', group: 'mcp', ownerOnly: true } as const],
};

function sut(
  global: Partial<ToolsConfig>,
  agents: Partial<AgentsConfig> = {},
  keys: Parameters<typeof unknownToolNames>[0]['keys'] = [],
): string[] {
  const rules = { global: Object.assign(new ToolsConfig(), global), agents: Object.assign(new AgentsConfig(), agents) };
  return unknownToolNames({ ...rules, keys }, known);
}

describe('unknownToolNames', () => {
  it.each(['allow', 'alsoAllow', 'deny', 'ownerOnly'])('F5: warns of names in tools.%s that are no tools', (list) => {
    expect(sut({ [list]: ['gatway', 'browser', 'gateway'] })).toEqual([
      `tools.${list} names tools that do not exist and have no effect: gatway (did you mean "gateway"?), browser; ` +
        'there are: session_status, gateway, git-hub__*, group:fs, group:runtime, group:web, group:sessions, group:mcp, *.',
    ]);
  });

  it('F5: looks into agents.defaults and into each agent', () => {
    const warnings = sut(
      {},
      {
        defaults: { tools: { deny: ['exec'] } },
        list: [{ id: 'main' }, { id: 'desk', tools: { allow: ['session-state'] } }],
      },
    );
    expect(warnings).toEqual([
      expect.stringMatching(/^agents\.defaults\.tools\.deny names .*: exec; there are/),
      expect.stringMatching(/^agents\.list\[desk\]\.tools\.allow names .*did you mean "session_status"/),
    ]);
  });

  it('K4: looks into the keys, where a wrong name would open what it was to close', () => {
    const keys = [{}, { tools: { deny: ['gatway'], allow: ['*', 'git-hub__x'] } }];
    expect(sut({}, {}, keys)).toEqual([
      expect.stringMatching(/^gateway\.auth\.keys\[1\]\.tools\.deny names .*did you mean "gateway"/),
    ]);
  });

  it('F5: has nothing against any spelling of a known name, nor against *', () => {
    expect(sut({ allow: ['*', 'Session-Status', ' gateway '], deny: [] })).toEqual([]);
  });
  it.each(['git-hub__anything', 'GIT_HUB__ISSUES_*', 'git*', 'group:mcp', 'Group:FS', 'session_*', '**'])(
    'has nothing against %s, which may mean a tool',
    (name) => {
      expect(sut({ deny: [name] })).toEqual([]);
    },
  );

  it.each([
    ['git-hub_issues', 'git-hub_issues;'],
    ['gitlab__*', 'gitlab__*;'],
    ['group:mpc', 'group:mpc (did you mean "group:mcp"?)'],
    ['group:*', 'group:*'],
    ['sess*ion', 'sess*ion'],
  ])('tells that %s means none', (name, told) => {
    expect(sut({ deny: [name] })).toEqual([expect.stringContaining(`no effect: ${told}`)]);
  });

  it('looks into byProvider everywhere', () => {
    const byProvider = { 'fake/model.1': { deny: ['exec'] } };
    const warnings = sut(
      { byProvider },
      { defaults: { tools: { byProvider } }, list: [{ id: 'a', tools: { byProvider } }] },
    );
    expect(warnings.map((warning) => warning.split(' ')[0])).toEqual([
      'tools.byProvider["fake/model.1"].deny',
      'agents.defaults.tools.byProvider["fake/model.1"].deny',
      'agents.list[a].tools.byProvider["fake/model.1"].deny',
    ]);
  });
});
