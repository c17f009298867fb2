import type { HostPath } from '../../common/private-facts.js';
import type { WorkspaceScope } from '../../workspace/workspace-storage.port.js';

export interface CommandRequest {
  /** As `/bin/sh -c` takes it. */
  command: string;
  /** The command starts in the workspace; in a sandbox it sees nothing else but the readable roots and system directories. */
  files: WorkspaceScope;
  /** Whether the agent is public: its commands run in a sandbox that shows nothing of the host's layout, or not at all. */
  publicMode: boolean;
  /** Called with what the command prints, output and errors in one stream as they come, decoded but else as it is. */
  onOutput(text: string): void;
}

/** How a command ended. `failed`: it never ran, because its sandbox could not be set up; the log says why. */
export type CommandEnd = { kind: 'exited'; code: number } | { kind: 'killed'; signal: string } | { kind: 'failed' };

export interface RunningCommand {
  /** Resolves when the command and the processes of its group are gone. Never rejects; nothing is printed afterwards. */
  readonly ended: Promise<CommandEnd>;
  /** Ends the command with all its processes: asks, and kills what has not gone a moment later. */
  stop(): void;
}

/** Where a command would run. */
export interface CommandPlace {
  /** The workspace. */
  root: HostPath;
  publicMode: boolean;
}

/** How commands are run here: `refused` where they need the sandbox and cannot have it, `open` where they do without it. */
export type CommandConfinement =
  { kind: 'sandboxed' } | { kind: 'open'; because: 'off' | 'unusable' } | { kind: 'refused'; message: string };

/** Runs shell commands in a workspace, without input, with an environment that holds no secret of the gateway. */
export interface CommandRunner {
  /** @throws CommandRefusedError when the command may not or cannot be started. */
  start(request: CommandRequest): Promise<RunningCommand>;
  /** What settings and host come to. The first time it tries the sandbox, which takes some milliseconds, at worst 20 s. Never rejects. */
  confinement(publicMode: boolean): Promise<CommandConfinement>;
  /** Why every command would be refused there now, for the model; undefined where none is known. Never rejects, changes nothing. */
  refusal(place: CommandPlace): Promise<string | undefined>;
}
export const CommandRunner = Symbol('CommandRunner');
