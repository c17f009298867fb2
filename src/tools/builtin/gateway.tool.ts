import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { gatewayVersion } from '../../common/gateway-version.js';
import { ConfigService, sectionNames } from '../../config/config.service.js';
import { configurationSchema } from '../../config/schema/json-schema.js';
import { partOfSchema } from '../../config/schema/part-of-schema.js';
import { type Tool, type ToolContext, type ToolResult, errorResult, textResult } from '../tool.port.js';

interface GatewayArguments {
  action?: 'status' | 'config.get' | 'config.schema';
  section?: string;
}

const nameOne = `Name one section: ${sectionNames.join(', ')}.`;

/** Shows the owner the gateway and its configuration, without secrets; through a public agent also without host facts. */
@Injectable()
export class GatewayTool implements Tool<GatewayArguments> {
  readonly ownerOnly = true;
  readonly sideEffects = false;
  readonly definition = {
    name: 'gateway',
    description:
      'This gateway: its status, its configuration without secrets (config.get, the default), or what a section of it may hold (config.schema).',
    parameters: {
      type: 'object',
      properties: {
        action: { type: 'string', enum: ['status', 'config.get', 'config.schema'] },
        section: { type: 'string' },
      },
    },
  };

  private readonly startedAt: number;

  constructor(
    private readonly config: ConfigService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.startedAt = clock.monotonic();
  }

  run({ action, section }: GatewayArguments, { agent }: ToolContext): Promise<ToolResult> {
    if (action === 'status') return Promise.resolve(textResult(JSON.stringify(this.status(agent))));
    const isKnown = section === undefined || sectionNames.some((name) => name === section);
    if (!isKnown) return Promise.resolve(errorResult(`There is no such section. ${nameOne}`));
    if (action === 'config.schema') return Promise.resolve(textResult(schemaText(section)));
    const config = agent.publicMode ? this.config.publicView() : this.config.redacted();
    return Promise.resolve(textResult(JSON.stringify(section === undefined ? config : config[section])));
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
  if (section === undefined) return nameOne;
  return JSON.stringify(partOfSchema(configurationSchema(), section));
}
