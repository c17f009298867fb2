import { Injectable } from '@nestjs/common';
import { ConfigService } from '../../config/config.service.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

/** Shows the owner the configuration in force, without secrets; through a public agent also without host facts. */
@Injectable()
export class GatewayTool implements Tool {
  readonly ownerOnly = true;
  readonly sideEffects = false;
  readonly definition = {
    name: 'gateway',
    description:
      'The configuration of this gateway as it is in force, without secrets. `section` narrows it to one part.',
    parameters: {
      type: 'object',
      properties: {
        action: { type: 'string', enum: ['config.get'] },
        section: { type: 'string', enum: ['gateway', 'models', 'agents', 'tools', 'session', 'logging'] },
      },
      additionalProperties: false,
    },
  };

  constructor(private readonly config: ConfigService) {}

  run(args: Record<string, unknown>, { agent }: ToolContext): Promise<ToolResult> {
    const shown = agent.publicMode ? this.config.publicView() : this.config.redacted();
    const section = args['section'];
    const part = typeof section === 'string' ? shown[section] : shown;
    return Promise.resolve(textResult(JSON.stringify(part, null, 2)));
  }
}
