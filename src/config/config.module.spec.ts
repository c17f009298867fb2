import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
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
import { ConfigModule } from './config.module.js';
import { ConfigService } from './config.service.js';
import { Environment } from './environment.js';
import type { Live } from './live-config.js';
import { loadConfiguration } from './load-configuration.js';
import { StateDirectory } from './state-directory.js';

const stateDir = join(temporaryDirectory(), 'state');

describe('ConfigModule', () => {
  it('A7: provides every section, the credentials, the state directory and the environment, live', async () => {
    const loaded = loadConfiguration({ text: '{}', env: { NAME: 'value' }, stateDir });
    const sut = await Test.createTestingModule({ imports: [ConfigModule.forRoot(loaded)] }).compile();

    const { gateway, models, agents, tools, skills, mcp, session, logging } = loaded.config;
    const tokens = [
      GatewaySection,
      ModelsSection,
      AgentsSection,
      ToolsSection,
      SkillsSection,
      McpSection,
      SessionSection,
      LoggingSection,
      AuthCredentials,
    ];
    const current = tokens.map((token) => sut.get<Live<unknown>>(token).current);

    expect(current).toEqual([gateway, models, agents, tools, skills, mcp, session, logging, loaded.auth]);
    expect(sut.get(GatewaySection)).toBe(sut.get(ConfigService).sections.gateway);
    expect(sut.get(StateDirectory).path).toBe(stateDir);
    expect(sut.get(Environment).get('NAME')).toBe('value');
  });
});
