import { Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Environment } from '../../config/environment.js';
import { StateDirectory } from '../../config/state-directory.js';
import { LazyMcpConnector } from './lazy-mcp-connector.js';
import { McpConnector } from './mcp-connector.port.js';
import { McpServers } from './mcp-servers.service.js';

@Module({
  providers: [
    {
      provide: McpConnector,
      inject: [Clock, Environment, StateDirectory],
      useFactory: (clock: Clock, environment: Environment, stateDirectory: StateDirectory) =>
        new LazyMcpConnector(async () => {
          const { SdkConnector } = await import('./sdk-connector.js');
          return new SdkConnector({ clock, environment, stateDirectory });
        }),
    },
    McpServers,
  ],
  exports: [McpServers],
})
export class McpModule {}
