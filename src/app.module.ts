import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AgentsModule } from './agents/agents.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ChatCompletionsModule } from './chat-completions/chat-completions.module.js';
import { Clock } from './common/clock.js';
import { Ids } from './common/ids.js';
import { RandomIds } from './common/random-ids.js';
import { SystemClock } from './common/system-clock.js';
import { ConfigModule } from './config/config.module.js';
import { type ConfigurationCheck, ConfigurationChecks } from './config/configuration-check.js';
import type { LoadedConfiguration } from './config/load-configuration.js';
import { ControlModule } from './control/control.module.js';
import { EmbeddingsModule } from './embeddings/embeddings.module.js';
import { ExplainModule } from './explain/explain.module.js';
import { HealthModule } from './health/health.module.js';
import { ReceivedBytes } from './http/received-bytes.js';
import { ModelsModule } from './models/models.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { OperatorApiModule } from './operator-api/operator-api.module.js';
import { ResponsesModule } from './responses/responses.module.js';
import { SkillsCheck } from './skills/skills-check.service.js';
import { SkillsModule } from './skills/skills.module.js';
import { ToolRulesCheck } from './tools/policy/tool-rules-check.service.js';
import { ToolsModule } from './tools/tools.module.js';
import { WsGatewayModule } from './ws-gateway/ws-gateway.module.js';

const ports = [
  { provide: Clock, useClass: SystemClock },
  { provide: Ids, useClass: RandomIds },
];

/** One for all doors. */
const received = { provide: ReceivedBytes, useFactory: () => new ReceivedBytes() };

const checks = {
  provide: ConfigurationChecks,
  inject: [ToolRulesCheck, SkillsCheck],
  useFactory: (...all: ConfigurationCheck[]) => all,
};

/** The whole gateway. Global, because every module may need the clock, the source of identifiers and what counts bodies. */
@Global()
@Module({})
export class AppModule {
  static forRoot(loaded: LoadedConfiguration): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(loaded),
        ObservabilityModule,
        AuditModule,
        AuthModule,
        AgentsModule,
        ChatCompletionsModule,
        EmbeddingsModule,
        ExplainModule,
        ModelsModule,
        HealthModule,
        ResponsesModule,
        SkillsModule,
        ToolsModule,
        ControlModule,
        OperatorApiModule,
        WsGatewayModule,
      ],
      providers: [...ports, received, checks],
      exports: [...ports, received].map(({ provide }) => provide),
    };
  }
}
