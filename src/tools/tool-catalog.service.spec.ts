import { describe, expect, it } from '@jest/globals';
import { LiveValue } from '../config/live-value.js';
import { ToolsConfig } from '../config/tools.config.js';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { fakeTool } from '../../test/support/tool-factory.js';
import { ToolCatalog } from './tool-catalog.service.js';

describe(ToolCatalog.name, () => {
  it('F5: gives a run the tools that agent, owner and client leave it, under the configuration of the moment', () => {
    const section = new LiveValue(new ToolsConfig());
    const sut = new ToolCatalog([fakeTool('open'), fakeTool('closed', { ownerOnly: true }), fakeTool('read')], section);
    const namesFor = (isOwner: boolean): string[] =>
      sut.forRun(resolvedAgent(), isOwner, ['READ']).map((tool) => tool.definition.name);
    expect(namesFor(true)).toEqual(['open', 'closed']);
    expect(namesFor(false)).toEqual(['open']);
    section.set(Object.assign(new ToolsConfig(), { deny: ['open'] }));
    expect(namesFor(true)).toEqual(['closed']);
  });
});
