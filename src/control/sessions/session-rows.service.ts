import { Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { SessionRow } from '../../gateway-protocol/payloads.js';
import { ModelRegistryService } from '../../providers/model-registry.service.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import { SessionNotFoundError } from '../../sessions/session.errors.js';
import type { SessionDetails } from '../../sessions/session-store.port.js';
import { sessionIdOf } from './session-name.js';

/** The model of an agent as lists show it. */
export interface ShownModel {
  /** `<provider>/<model id>`. */
  ref: string;
  provider: string;
  id: string;
  /** Tokens; 0 where the model cannot be used. */
  contextWindow: number;
}

/** Makes rows of kept sessions. */
@Injectable()
export class SessionRows {
  constructor(
    private readonly agents: AgentResolverService,
    private readonly models: ModelRegistryService,
    private readonly journal: RunJournal,
    private readonly sessions: SessionAdministration,
  ) {}

  /** Undefined where nothing is kept under the key. */
  async find(key: string): Promise<SessionRow | undefined> {
    try {
      return this.toRows([await this.sessions.describe(key)])[0];
    } catch (error) {
      if (error instanceof SessionNotFoundError) return undefined;
      throw error;
    }
  }

  toRows(sessions: readonly SessionDetails[]): SessionRow[] {
    const active = new Set(this.journal.active().map(({ record }) => record.sessionKey));
    return sessions.map((session) => this.toRow(session, active));
  }

  /** The model that an agent asks first; undefined names the default agent. */
  modelOf(agentId: string | undefined): ShownModel {
    const agents = this.agents.list();
    const agent = agents.find(({ id }) => id === agentId) ?? agents.find(({ isDefault }) => isDefault);
    const first = this.models.firstModel(agent?.model ?? { primary: undefined, fallbacks: [] });
    const [provider = '', ...rest] = first.ref.split('/');
    const contextWindow = first.problem === undefined ? this.models.resolve(first.ref).contextWindow : 0;
    return { ref: first.ref, provider, id: rest.join('/'), contextWindow };
  }

  private toRow(session: SessionDetails, active: ReadonlySet<string>): SessionRow {
    const { key, agentId, owner, createdAt, updatedAt, turns, bytes } = session;
    const model = this.modelOf(agentId);
    return {
      key,
      kind: 'direct',
      sessionId: sessionIdOf(key),
      agentId,
      owner,
      createdAt,
      updatedAt,
      turns,
      bytes,
      hasActiveRun: active.has(key),
      model: model.id,
      modelProvider: model.provider,
      contextTokens: model.contextWindow,
    };
  }
}
