import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { fakeTool } from '../../../test/support/tool-factory.js';
import { AgentsConfig } from '../../config/agents.config.js';
import type { NamedKeyConfig } from '../../config/keys.config.js';
import { LiveValue } from '../../config/live-value.js';
import { McpConfig, McpServerConfig } from '../../config/mcp.config.js';
import { ToolsConfig } from '../../config/tools.config.js';
import { ToolRulesCheck } from './tool-rules-check.service.js';

async function warnings(
  rules: Partial<ToolsConfig>,
  servers: McpConfig['servers'] = {},
  keys: Partial<NamedKeyConfig>[] = [],
): Promise<string[]> {
  const config = {
    tools: Object.assign(new ToolsConfig(), rules),
    agents: new AgentsConfig(),
    gateway: { auth: { keys } },
    mcp: Object.assign(new McpConfig(), { servers }),
  };
  const whole = new LiveValue({ config });
  const sut = new ToolRulesCheck(whole as never, { list: () => [resolvedAgent()] } as never, [fakeTool('gateway')]);
  await sut.onModuleInit();
  sut.onModuleDestroy();
  return sut.warnings();
}

describe(ToolRulesCheck.name, () => {
  it('F5: tells of names that are no tools', async () => {
    expect(await warnings({ deny: ['exec', 'browser'] })).toEqual([
      expect.stringMatching(/^tools\.deny names tools .*exec, browser/),
    ]);
  });

  it('F5: knows the names that tools of a configured server may have', async () => {
    const rules = { deny: ['browser__click'] };
    expect(await warnings(rules)).toHaveLength(1);
    expect(await warnings(rules, { browser: new McpServerConfig() })).toEqual([]);
  });

  it('K4: tells of names in the rules of a key', async () => {
    expect(await warnings({}, {}, [{ tools: { deny: ['exce'] } }])).toEqual([
      expect.stringMatching(/^gateway\.auth\.keys\[0\]\.tools\.deny names tools .*exce/),
    ]);
  });

  it('F5: tells of an agent that the rules leave without tools', async () => {
    expect(await warnings({ allow: ['group:mcp'] })).toEqual([
      expect.stringMatching(/^The agent main has no tools: not in tools.allow/),
    ]);
  });
});
