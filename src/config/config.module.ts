import { Module } from '@nestjs/common';
import type { DynamicModule, FactoryProvider, Provider } from '@nestjs/common';
import { AuthCredentials } from './auth-credentials.js';
import {
  AgentsSection,
  GatewaySection,
  LoggingSection,
  McpSection,
  ModelsSection,
  SessionSection,
  SkillsSection,
  ToolsSection,
} from './config-sections.js';
import { ConfigService } from './config.service.js';
import { ConfigWatcher } from './config-watcher.js';
import { Environment } from './environment.js';
import type { LoadedConfiguration } from './load-configuration.js';
import { StateDirectory } from './state-directory.js';

/**
 * Gives every module its section of the configuration, live. With a configuration that came from a file the file is
 * watched, for which a global module has to provide `Clock`.
 */
@Module({})
export class ConfigModule {
  static forRoot(loaded: LoadedConfiguration): DynamicModule {
    const shared: Provider[] = [
      { provide: ConfigService, useValue: new ConfigService(loaded) },
      { provide: Environment, useValue: loaded.environment },
      { provide: StateDirectory, useValue: loaded.stateDirectory },
      live(AuthCredentials, (config) => config.credentials),
      live(GatewaySection, (config) => config.sections.gateway),
      live(ModelsSection, (config) => config.sections.models),
      live(AgentsSection, (config) => config.sections.agents),
      live(ToolsSection, (config) => config.sections.tools),
      live(SkillsSection, (config) => config.sections.skills),
      live(McpSection, (config) => config.sections.mcp),
      live(SessionSection, (config) => config.sections.session),
      live(LoggingSection, (config) => config.sections.logging),
    ];
    const watcher = 'path' in loaded.source ? [ConfigWatcher] : [];
    return { module: ConfigModule, global: true, providers: [...shared, ...watcher], exports: shared };
  }
}

function live(provide: symbol, select: (config: ConfigService) => unknown): FactoryProvider {
  return { provide, useFactory: select, inject: [ConfigService] };
}
