import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { gatewayVersion } from '../../common/gateway-version.js';
import { ConfigService, sectionNames } from '../../config/config.service.js';
import { configurationSchema } from '../../config/generate/json-schema.js';
import { partOfSchema } from '../../config/generate/part-of-schema.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

/** Shows the owner the gateway and its configuration, without secrets; through a public agent also without host facts. */
@Injectable()
export class GatewayTool implements Tool {
  readonly ownerOnly = true;
  readonly sideEffects = false;
  readonly definition = {
    name: 'gateway',
    description:
      'This gateway: its status, its configuration without secrets (config.get, the default), or what a section of that may hold (config.schema).',
    parameters: {
      type: 'object',
      properties: {
        action: { type: 'string', enum: ['status', 'config.get', 'config.schema'] },
        section: { type: 'string', enum: [...sectionNames] },
      },
      additionalProperties: false,
    },
  };

  private readonly startedAt: number;

  constructor(
    private readonly config: ConfigService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.startedAt = clock.monotonic();
  }

  run({ action, section }: Record<string, unknown>, { agent }: ToolContext): Promise<ToolResult> {
    const name = typeof section === 'string' ? section : undefined;
    const shown = this.show(action, name, agent);
    return Promise.resolve(textResult(typeof shown === 'string' ? shown : JSON.stringify(shown, null, 2)));
  }

  private show(action: unknown, section: string | undefined, agent: { publicMode: boolean }): unknown {
    if (action === 'status') return this.status(agent);
    if (action === 'config.schema') return schemaText(section);
    const config = agent.publicMode ? this.config.publicView() : this.config.redacted();
    return section === undefined ? config : config[section];
  }

  private status({ publicMode }: { publicMode: boolean }): Record<string, unknown> {
    const uptimeSeconds = Math.floor((this.clock.monotonic() - this.startedAt) / 1000);
    if (publicMode) return { uptimeSeconds };
    const { list } = this.config.current.config.agents;
    const { host, port } = this.config.listen;
    return { version: gatewayVersion, uptimeSeconds, host, port, agents: Math.max(1, list.length) };
  }
}

/** The whole is too much for a model to read at once. */
function schemaText(section: string | undefined): string {
  if (section === undefined) return `Name one section: ${sectionNames.join(', ')}.`;
  return JSON.stringify(partOfSchema(configurationSchema(), section));
}
