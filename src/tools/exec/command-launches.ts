import { Logger } from '@nestjs/common';
import type { ToolsSection } from '../../config/config-sections.js';
import type { Environment } from '../../config/environment.js';
import type { ExecConfig } from '../../config/tools.config.js';
import { CommandRefusedError } from '../commands/command-refused.error.js';
import type { CommandRequest } from '../commands/command-runner.port.js';
import { commandEnvironment, standardPath } from './command-environment.js';
import type { Launch } from './process-group.js';
import { type SandboxLayout, hiddenPlaces, readOnlyMounts, systemMounts } from './sandbox-layout.js';
import type { SandboxProbe } from './sandbox-probe.js';
import { bubblewrapLaunch, plainLaunch } from './shell-launch.js';
import { workspaceDirectory } from './workspace-directory.js';

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

  constructor(
    private readonly section: ToolsSection,
    private readonly host: ProtectedHost,
    private readonly probe: SandboxProbe,
  ) {}

  /** @throws CommandRefusedError when the settings or the state of the host do not allow the command. */
  async launchOf(request: CommandRequest): Promise<Launch> {
    const settings = this.section.current.exec;
    if (await this.isSandboxed(settings, request.publicMode)) return this.sandboxed(request, settings);
    const directory = await workspaceDirectory(request.files.root, this.host.stateDirectory);
    const temporaryDirectory = this.host.environment.get('TMPDIR') ?? '/tmp';
    return plainLaunch(request.command, directory, this.environment(request, settings, directory, temporaryDirectory));
  }

  private async isSandboxed({ sandbox }: ExecConfig, publicMode: boolean): Promise<boolean> {
    if (sandbox === 'off') {
      if (publicMode) throw new CommandRefusedError('Commands of this agent need the sandbox, which is switched off.');
      return false;
    }
    const finding = await this.probe.find({ PATH: this.host.environment.get('PATH') ?? standardPath });
    if (finding.works) return true;
    if (publicMode || sandbox === 'require') {
      this.warnOnce(`Commands are refused: they need bubblewrap, which does not work here: ${finding.reason}`);
      throw new CommandRefusedError('Commands need the sandbox (bubblewrap), which does not work on this machine.');
    }
    this.warnOnce(`Commands run without a sandbox: bubblewrap does not work here: ${finding.reason}`);
    return false;
  }

  private async sandboxed(request: CommandRequest, settings: ExecConfig): Promise<Launch> {
    const { files, publicMode } = request;
    const home = publicMode ? publicWorkspace : files.root;
    const layout = await this.layout(request, settings, home);
    const environment = this.environment(request, settings, home, sandboxTemporaryDirectory);
    return bubblewrapLaunch(request.command, layout, environment);
  }

  private async layout(
    { files, publicMode }: CommandRequest,
    { network, readablePaths }: ExecConfig,
    home: string,
  ): Promise<SandboxLayout> {
    const source = await workspaceDirectory(files.root, this.host.stateDirectory);
    const readable = publicMode ? [] : [...readablePaths, ...files.readableRoots];
    const mounts = [...(await systemMounts({ network, publicMode })), ...(await readOnlyMounts(readable))];
    const hidden = await hiddenPlaces([this.host.stateDirectory, ...this.host.hiddenPaths]);
    return {
      network,
      processes: !publicMode,
      mounts: [...mounts, { source, target: home, writable: true }],
      hidden,
      directory: home,
      userId: process.getuid?.() ?? 0,
      groupId: process.getgid?.() ?? 0,
    };
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
    const { variables, withheld } = commandEnvironment(options);
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
