import { Logger } from '@nestjs/common';
import type { ToolsSection } from '../../config/config-sections.js';
import type { Environment } from '../../config/environment.js';
import { expandHome } from '../../config/state-directory.js';
import type { ExecConfig } from '../../config/tools.config.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import type { CommandConfinement, CommandPlace, CommandRequest } from '../commands/command-runner.port.js';
import { commandEnvironment, standardPath } from './command-environment.js';
import { presumedRealPath } from './host-path.js';
import type { Launch } from './process-group.js';
import { ProtectedPlaces } from './protected-places.js';
import { type Mount, type SandboxLayout, readOnlyMounts, systemMounts } from './sandbox-layout.js';
import type { SandboxFinding, SandboxProbe } from './sandbox-probe.js';
import { bubblewrapLaunch, plainLaunch } from './shell-launch.js';
import { unfitWorkspace, workspaceDirectory } from './workspace-directory.js';

/** What commands must not see of the gateway and its host. */
export interface ProtectedHost {
  environment: Environment;
  stateDirectory: string;
  /** Files and directories that no sandbox shows, besides the state directory. */
  hiddenPaths: readonly string[];
  /** Every secret in force. */
  secrets(): readonly string[];
}

const publicWorkspace = '/workspace';
const sandboxTemporaryDirectory = '/tmp';

/** Decides how a command is started: in a sandbox, plainly, or not at all. */
export class CommandLaunches {
  private readonly logger = new Logger(CommandLaunches.name);
  private readonly warned = new Set<string>();
  private readonly places: ProtectedPlaces;
  private readonly realRoots = new Map<string, Promise<string>>();

  constructor(
    private readonly section: ToolsSection,
    private readonly host: ProtectedHost,
    private readonly probe: SandboxProbe,
  ) {
    this.places = new ProtectedPlaces(host);
  }

  /** @throws CommandRefusedError when the settings or the state of the host do not allow the command. */
  async launchOf(request: CommandRequest): Promise<Launch> {
    const settings = this.section.current.exec;
    const confinement = await this.confinementUnder(settings, request.publicMode);
    switch (confinement.kind) {
      case 'sandboxed':
        return this.sandboxed(request, settings);
      case 'open':
        return this.plain(request, settings);
      case 'refused':
        throw new CommandRefusedError(confinement.message);
    }
  }

  confinement(publicMode: boolean): Promise<CommandConfinement> {
    return this.confinementUnder(this.section.current.exec, publicMode);
  }

  async refusal({ root, publicMode }: CommandPlace): Promise<string | undefined> {
    const confinement = await this.confinement(publicMode);
    if (confinement.kind === 'refused') return confinement.message;
    return (await this.places.wouldAllowWritingIn(await this.earlierRealPath(root.forFileSystem())))
      ? undefined
      : unfitWorkspace;
  }

  /** Every run asks whether it could have commands, and the real path costs many looks at the disk; a command looks anew. */
  private earlierRealPath(root: string): Promise<string> {
    const known = this.realRoots.get(root) ?? presumedRealPath(root);
    this.realRoots.set(root, known);
    return known;
  }

  private async confinementUnder({ sandbox }: ExecConfig, publicMode: boolean): Promise<CommandConfinement> {
    if (sandbox === 'off') {
      if (!publicMode) return { kind: 'open', because: 'off' };
      return { kind: 'refused', message: 'Commands of this agent need the sandbox, which is switched off.' };
    }
    const finding = await this.sandboxFinding();
    if (finding.works) return { kind: 'sandboxed' };
    if (publicMode || sandbox === 'require') {
      this.warnOnce(`Commands are refused: they need bubblewrap, which does not work here: ${finding.reason}`);
      const message = 'Commands need the sandbox (bubblewrap), which does not work on this machine.';
      return { kind: 'refused', message };
    }
    this.warnOnce(`Commands run without a sandbox: bubblewrap does not work here: ${finding.reason}`);
    return { kind: 'open', because: 'unusable' };
  }

  private sandboxFinding(): Promise<SandboxFinding> {
    return this.probe.find({ PATH: this.host.environment.get('PATH') ?? standardPath });
  }

  private async plain(request: CommandRequest, settings: ExecConfig): Promise<Launch> {
    const directory = await workspaceDirectory(request.files.root.forFileSystem(), this.places);
    const temporaryDirectory = this.host.environment.get('TMPDIR') ?? '/tmp';
    return plainLaunch(request.command, directory, this.environment(request, settings, directory, temporaryDirectory));
  }

  private async sandboxed(request: CommandRequest, settings: ExecConfig): Promise<Launch> {
    const { files, publicMode } = request;
    const home = publicMode ? publicWorkspace : files.root.forFileSystem();
    const layout = await this.layout(request, settings, home);
    const environment = this.environment(request, settings, home, sandboxTemporaryDirectory);
    return bubblewrapLaunch(request.command, layout, environment);
  }

  private async layout(
    { files, publicMode }: CommandRequest,
    { network, readablePaths }: ExecConfig,
    home: string,
  ): Promise<SandboxLayout> {
    const source = await workspaceDirectory(files.root.forFileSystem(), this.places);
    const mounts = await systemMounts({ network, publicMode });
    if (!publicMode)
      mounts.push(
        ...(await this.configured(readablePaths)),
        ...(await readOnlyMounts(files.readableRoots.map((root) => root.forFileSystem()))),
      );
    const finding = await this.sandboxFinding();
    return {
      network,
      processes: !publicMode,
      limitsMemoryFiles: finding.works && finding.limitsMemoryFiles,
      mounts: [...mounts, { source, target: home, writable: true }],
      hidden: await this.places.hidden(),
      directory: home,
      userId: process.getuid?.() ?? 0,
      groupId: process.getgid?.() ?? 0,
    };
  }

  /** Tells of each path that commands will miss. */
  private async configured(paths: readonly string[]): Promise<Mount[]> {
    const mounts = await Promise.all(paths.map((path) => readOnlyMounts([expandHome(path, this.host.environment)])));
    for (const [index, path] of paths.entries()) {
      if (mounts[index]?.length === 0) {
        this.warnOnce(
          `Commands do not see ${path} of tools.exec.readablePaths: it does not exist, or no sandbox shows it.`,
        );
      }
    }
    return mounts.flat();
  }

  private environment(
    { publicMode }: CommandRequest,
    { env }: ExecConfig,
    home: string,
    temporaryDirectory: string,
  ): Launch['environment'] {
    const { environment } = this.host;
    const secrets = this.host.secrets();
    const options = { environment, names: env, secrets, publicMode, home, temporaryDirectory };
    const { variables, withheld, unset } = commandEnvironment(options);
    for (const name of unset) {
      this.warnOnce(`Commands do not get ${name} of tools.exec.env, because the gateway has no such variable.`);
    }
    for (const name of withheld) {
      this.warnOnce(`Commands do not get ${name} of tools.exec.env, because it holds a secret of the gateway.`);
    }
    return variables;
  }

  private warnOnce(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.logger.warn(message);
  }
}
