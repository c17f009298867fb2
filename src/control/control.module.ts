import { Module, type Type } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { EgressModule } from '../egress/egress.module.js';
import { ExplainModule } from '../explain/explain.module.js';
import { HealthModule } from '../health/health.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ControlDispatcher } from './control-dispatcher.service.js';
import { type ControlMethod, ControlMethods } from './control-method.port.js';
import { EventHub } from './events/event-hub.service.js';
import { RunBroadcast } from './events/run-broadcast.service.js';
import { AgentMethod } from './methods/agent.method.js';
import { AgentWaitMethod } from './methods/agent-wait.method.js';
import { AgentsListMethod } from './methods/agents-list.method.js';
import { ChatAbortMethod } from './methods/chat-abort.method.js';
import { ChatHistoryMethod } from './methods/chat-history.method.js';
import { ChatSendMethod } from './methods/chat-send.method.js';
import { CommandsListMethod } from './methods/commands-list.method.js';
import { ConfigGetMethod } from './methods/config-get.method.js';
import { ConfigSchemaMethod } from './methods/config-schema.method.js';
import { ExplainMethod } from './methods/explain.method.js';
import { HealthMethod } from './methods/health.method.js';
import { LogsTailMethod } from './methods/logs-tail.method.js';
import { ModelsListMethod } from './methods/models-list.method.js';
import { ModelsProbeMethod } from './methods/models-probe.method.js';
import { PluginApprovalListMethod } from './methods/plugin-approval-list.method.js';
import { PublicCheckMethod } from './methods/public-check.method.js';
import { QuestionListMethod } from './methods/question-list.method.js';
import { SessionsCreateMethod } from './methods/sessions-create.method.js';
import { SessionsDeleteMethod } from './methods/sessions-delete.method.js';
import { SessionsDescribeMethod } from './methods/sessions-describe.method.js';
import { SessionsHistoryMethod } from './methods/sessions-history.method.js';
import { SessionsListMethod } from './methods/sessions-list.method.js';
import { SessionsResetMethod } from './methods/sessions-reset.method.js';
import { SessionsSubscribeMethod } from './methods/sessions-subscribe.method.js';
import { StatusMethod } from './methods/status.method.js';
import { SystemPresenceMethod } from './methods/system-presence.method.js';
import { ModelProbe } from './models/model-probe.service.js';
import { Presence } from './presence.service.js';
import { MessageAttachments } from './runs/message-attachments.service.js';
import { OperatorRunReader } from './runs/operator-run-reader.service.js';
import { OperatorRuns } from './runs/operator-runs.service.js';
import { OperatorSessions } from './sessions/operator-sessions.service.js';
import { SessionKeys } from './sessions/session-keys.service.js';
import { SessionRows } from './sessions/session-rows.service.js';
import { Uptime } from './uptime.service.js';

/** Everything that operators can ask for. A new method is a file in `methods/` and a line here. */
export const controlMethods: readonly Type<ControlMethod>[] = [
  HealthMethod,
  StatusMethod,
  SystemPresenceMethod,
  ConfigGetMethod,
  ConfigSchemaMethod,
  ModelsListMethod,
  ModelsProbeMethod,
  AgentsListMethod,
  SessionsListMethod,
  SessionsDescribeMethod,
  SessionsSubscribeMethod,
  SessionsCreateMethod,
  SessionsHistoryMethod,
  SessionsResetMethod,
  SessionsDeleteMethod,
  ChatHistoryMethod,
  ChatSendMethod,
  ChatAbortMethod,
  AgentMethod,
  AgentWaitMethod,
  CommandsListMethod,
  QuestionListMethod,
  PluginApprovalListMethod,
  LogsTailMethod,
  ExplainMethod,
  PublicCheckMethod,
];

/** What operators may ask of the gateway and what they are told, whatever connects them. */
@Module({
  imports: [
    AgentsModule,
    AttachmentsModule,
    AuthModule,
    EgressModule,
    ExplainModule,
    HealthModule,
    ProvidersModule,
    RunsModule,
    SessionsModule,
  ],
  providers: [
    ControlDispatcher,
    EventHub,
    MessageAttachments,
    ModelProbe,
    OperatorRunReader,
    OperatorRuns,
    OperatorSessions,
    Presence,
    RunBroadcast,
    SessionKeys,
    SessionRows,
    Uptime,
    ...controlMethods,
    {
      provide: ControlMethods,
      inject: [...controlMethods],
      useFactory: (...methods: ControlMethod[]) => methods,
    },
  ],
  exports: [ControlDispatcher, EventHub, OperatorSessions, Presence, SessionKeys, SessionRows, Uptime],
})
export class ControlModule {}
