import type {
  CommandConfinement,
  CommandEnd,
  CommandPlace,
  CommandRequest,
  CommandRunner,
  RunningCommand,
} from '../../src/tools/commands/command-runner.port.js';

/** A command that the test drives. It ends when told, also after `stop`. */
export interface FakeCommand extends RunningCommand {
  request: CommandRequest;
  /** How often it was told to stop. */
  stops: number;
  print(text: string): void;
  end(end?: CommandEnd): void;
}

/** Starts nothing; `commands` holds what it was asked for. */
export class FakeCommandRunner implements CommandRunner {
  readonly commands: FakeCommand[] = [];
  /** What the next starts are refused with. */
  failure: Error | undefined;
  confinementNow: CommandConfinement = { kind: 'open', because: 'off' };
  /** Where somebody asked whether commands are refused. */
  readonly places: CommandPlace[] = [];

  start(request: CommandRequest): Promise<RunningCommand> {
    if (this.failure) return Promise.reject(this.failure);
    let finish: (end: CommandEnd) => void = () => undefined;
    const command: FakeCommand = {
      request,
      stops: 0,
      ended: new Promise((resolve) => (finish = resolve)),
      stop: () => {
        command.stops += 1;
      },
      print: (text) => request.onOutput(text),
      end: (end = { kind: 'exited', code: 0 }) => finish(end),
    };
    this.commands.push(command);
    return Promise.resolve(command);
  }

  confinement(): Promise<CommandConfinement> {
    return Promise.resolve(this.confinementNow);
  }

  refusal(place: CommandPlace): Promise<string | undefined> {
    this.places.push(place);
    const { confinementNow } = this;
    return Promise.resolve(confinementNow.kind === 'refused' ? confinementNow.message : undefined);
  }
}
