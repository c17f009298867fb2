import { Module } from '@nestjs/common';
import { homedir } from 'node:os';
import { Clock } from '../../common/clock.js';
import { ToolsSection } from '../../config/config-sections.js';
import { ConfigService } from '../../config/config.service.js';
import { WorkspaceModule } from '../../workspace/workspace.module.js';
import { BackgroundCommands } from './background-commands.service.js';
import { CommandAvailability } from './command-availability.service.js';
import { CommandRunner } from './command-runner.port.js';
import { CommandLaunches, type ProtectedHost } from '../exec/command-launches.js';
import { LocalCommandRunner } from '../exec/local-command-runner.js';
import { startProcessGroup } from '../exec/process-group.js';
import { SandboxProbe } from '../exec/sandbox-probe.js';

@Module({
  imports: [WorkspaceModule],
  providers: [
    {
      provide: CommandRunner,
      inject: [ToolsSection, ConfigService, Clock],
      useFactory: (section: ToolsSection, config: ConfigService, clock: Clock) => {
        const launches = new CommandLaunches(
          section,
          protectedHost(config),
          new SandboxProbe(startProcessGroup, clock),
        );
        return new LocalCommandRunner(launches, startProcessGroup, clock);
      },
    },
    BackgroundCommands,
    CommandAvailability,
  ],
  exports: [CommandRunner, BackgroundCommands, CommandAvailability],
})
export class CommandsModule {}

function protectedHost(config: ConfigService): ProtectedHost {
  const { environment, stateDirectory, source } = config.current;
  return {
    environment,
    stateDirectory: stateDirectory.path,
    hiddenPaths: [homedir(), ...('path' in source ? [source.path] : [])],
    secrets: () => config.secrets(),
  };
}
