import { describe, expect, it } from '@jest/globals';
import { AgentsConfig } from '../config/agents.config.js';
import { ToolsConfig } from '../config/tools.config.js';
import { unknownToolNames } from './unknown-tool-names.js';

const toolNames = ['session_status', 'gateway'];

function sut(global: Partial<ToolsConfig>, agents: Partial<AgentsConfig> = {}): string[] {
  const rules = { global: Object.assign(new ToolsConfig(), global), agents: Object.assign(new AgentsConfig(), agents) };
  return unknownToolNames(rules, toolNames);
}

describe('unknownToolNames', () => {
  it.each(['allow', 'alsoAllow', 'deny', 'ownerOnly'])('F5: warns of names in tools.%s that are no tools', (list) => {
    expect(sut({ [list]: ['gatway', 'browser', 'gateway'] })).toEqual([
      `tools.${list} names tools that do not exist and have no effect: gatway (did you mean "gateway"?), browser; ` +
        'there are: session_status, gateway, *.',
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
      expect.stringMatching(/^the agent desk: tools\.allow names .*did you mean "session_status"/),
    ]);
  });

  it('F5: has nothing against any spelling of a known name, nor against *', () => {
    expect(sut({ allow: ['*', 'Session-Status', ' gateway '], deny: [] })).toEqual([]);
  });
});
