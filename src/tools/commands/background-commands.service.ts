import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { BackgroundCommand } from './background-command.js';
import { CommandRefusedError } from './command-refused.error.js';
import { type CommandRequest, CommandRunner } from './command-runner.port.js';

/** Seconds after which a background command is stopped, if its caller did not ask for less. */
export const maxBackgroundSeconds = 3_600;
/** Ended commands of an agent whose last output is still kept. */
const maxEnded = 16;

export interface BackgroundRequest extends Omit<CommandRequest, 'onOutput'> {
  agentId: string;
  seconds: number;
  /** Running commands that the agent may have at the same time, this one included. */
  maxRunning: number;
}

interface AgentCommands {
  started: number;
  commands: Map<string, BackgroundCommand>;
}

/** The commands that agents left running. An agent knows its own only. They end with the gateway. */
@Injectable()
export class BackgroundCommands {
  private readonly agents = new Map<string, AgentCommands>();

  constructor(
    @Inject(CommandRunner) private readonly runner: CommandRunner,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Resolves with the id of the command once it runs. @throws CommandRefusedError */
  async start({ agentId, seconds, maxRunning, ...request }: BackgroundRequest): Promise<string> {
    const agent = this.agentOf(agentId);
    const running = [...agent.commands.values()].filter((command) => command.isRunning);
    if (running.length >= maxRunning) throw new CommandRefusedError(tooMany(maxRunning));
    const id = `cmd_${++agent.started}`;
    const command = new BackgroundCommand(id, request.command, this.clock);
    // Before anything is waited for: it counts from here on.
    agent.commands.set(id, command);
    try {
      await command.start(this.runner, request, Math.min(seconds, maxBackgroundSeconds));
    } catch (error) {
      agent.commands.delete(id);
      throw error;
    }
    forgetEnded(agent.commands);
    return id;
  }

  /** In the order they were started. */
  list(agentId: string): readonly BackgroundCommand[] {
    return [...this.agentOf(agentId).commands.values()];
  }

  find(agentId: string, id: string): BackgroundCommand | undefined {
    return this.agentOf(agentId).commands.get(id);
  }

  private agentOf(agentId: string): AgentCommands {
    const known = this.agents.get(agentId) ?? { started: 0, commands: new Map<string, BackgroundCommand>() };
    this.agents.set(agentId, known);
    return known;
  }
}

function forgetEnded(commands: Map<string, BackgroundCommand>): void {
  const ended = [...commands.values()].filter((command) => !command.isRunning);
  for (const { id } of ended.slice(0, Math.max(0, ended.length - maxEnded))) commands.delete(id);
}

function tooMany(maxRunning: number): string {
  if (maxRunning === 0) return 'Background commands are switched off (tools.exec.maxBackground).';
  return `${maxRunning} background commands are running already. End one with the tool process first.`;
}
