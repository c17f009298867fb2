import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { fakeTool } from '../../../test/support/tool-factory.js';
import { AgentsConfig } from '../../config/agents.config.js';
import { LiveValue } from '../../config/live-value.js';
import { McpConfig, McpServerConfig } from '../../config/mcp.config.js';
import { ToolsConfig } from '../../config/tools.config.js';
import { ToolNamesCheck } from './tool-names-check.service.js';

const denying = (...deny: string[]): ToolsConfig => Object.assign(new ToolsConfig(), { deny });

describe(ToolNamesCheck.name, () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('A7, F5: warns after a reload of what is new, once, and no longer when it was stopped', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const tools = new LiveValue(denying('exec'));
    const agents = new LiveValue(new AgentsConfig());
    const mcp = new LiveValue(new McpConfig());
    const sut = new ToolNamesCheck([fakeTool('gateway')], tools, agents, mcp);
    sut.onModuleInit();
    expect(sut.warnings()).toEqual([expect.stringContaining('exec')]);
    tools.set(denying('exec', 'browser'));
    for (const section of [tools, agents, mcp, tools]) expect(section.notify()).toEqual([]);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('tools.deny names')]]);
    mcp.set(Object.assign(new McpConfig(), { servers: { browser: new McpServerConfig() } }));
    tools.set(Object.assign(new ToolsConfig(), { allow: ['browser__click'], deny: ['group:mcp'] }));
    expect(tools.notify()).toEqual([]);
    expect(warn.mock.calls.slice(1)).toEqual([
      [expect.stringMatching(/^The agent main has no tools: not in tools.allow/)],
    ]);
    sut.onModuleDestroy();
    tools.set(denying('canvas'));
    tools.notify();
    expect(warn).toHaveBeenCalledTimes(2);
  });
});
