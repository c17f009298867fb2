import { AgentToolsConfig } from './agents.config.js';
import { Setting } from './settings/setting.decorator.js';
import { listOf, name } from './settings/setting-types.js';

export class ToolsConfig extends AgentToolsConfig {
  @Setting({
    type: listOf(name),
    description: 'Further tools that only the owner may use. Tools that are owner-only by nature stay so.',
  })
  ownerOnly: string[] = [];
}
