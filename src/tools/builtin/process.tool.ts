import { Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { limitText } from '../../common/limit-text.js';
import type { BackgroundCommand } from '../commands/background-command.js';
import { BackgroundCommands } from '../commands/background-commands.service.js';
import { CommandAvailability } from '../commands/command-availability.service.js';
import { plainText } from '../../common/plain-text.js';
import { type Tool, type ToolContext, type ToolResult, errorResult, textResult } from '../tool.port.js';

interface ProcessArguments {
  action: 'list' | 'poll' | 'kill';
  id?: string;
}

const maxCommandCharacters = 100;

/** Looks after the commands that an agent left running. */
@Injectable()
export class ProcessTool implements Tool<ProcessArguments> {
  readonly group = 'runtime';
  readonly ownerOnly = true;
  readonly sideEffects = true;
  readonly definition = {
    name: 'process',
    description: 'Background commands of exec: `list` them, `poll` one for new output and state, or `kill` it.',
    parameters: {
      type: 'object',
      properties: { action: { type: 'string', enum: ['list', 'poll', 'kill'] }, id: { type: 'string' } },
      required: ['action'],
    },
  };

  constructor(
    private readonly background: BackgroundCommands,
    private readonly availability: CommandAvailability,
  ) {}

  /** What was started before commands were refused can still be ended. */
  async unavailable(agent: ResolvedAgent): Promise<string | undefined> {
    return this.background.list(agent.id).length > 0 ? undefined : this.availability.refusalFor(agent);
  }

  async run({ action, id }: ProcessArguments, { agent }: ToolContext): Promise<ToolResult> {
    if (action === 'list') return textResult(listed(this.background.list(agent.id)));
    if (id === undefined) return errorResult(`${action} needs the id of a background command; list shows them.`);
    const command = this.background.find(agent.id, id);
    if (!command) return errorResult('There is no background command with this id; list shows those there are.');
    if (action === 'kill') await command.stop();
    return textResult(`${command.takeOutput().trimEnd() || '(no new output)'}\n[${command.describeState()}]`);
  }
}

function listed(commands: readonly BackgroundCommand[]): string {
  if (commands.length === 0) return 'There are no background commands.';
  return commands.map((command) => `${command.id}  [${command.describeState()}]  ${shown(command)}`).join('\n');
}

function shown({ command }: BackgroundCommand): string {
  return limitText(plainText(command).replace(/\s+/g, ' '), maxCommandCharacters);
}
