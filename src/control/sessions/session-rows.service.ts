import { Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { SessionRow } from '../../gateway-protocol/payloads.js';
import { ModelRegistryService } from '../../providers/model-registry.service.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import { SessionAdministration } from '../../sessions/session-administration.service.js';
import { sessionIdOf } from '../../sessions/session-name.js';
import type { SessionDetails, SessionQuery } from '../../sessions/session-store.port.js';

/** The model of an agent as lists show it. */
export interface ShownModel {
  /** `<provider>/<model id>`. */
  ref: string;
  provider: string;
  id: string;
  /** Tokens; 0 where the model cannot be used. */
  contextWindow: number;
}

export interface ListedRows {
  /** All that fit the query, whatever its limit. */
  total: number;
  /** The last used first. */
  rows: SessionRow[];
}

/** Kept sessions as rows. */
@Injectable()
export class SessionRows {
  constructor(
    private readonly agents: AgentResolverService,
    private readonly models: ModelRegistryService,
    private readonly journal: RunJournal,
    private readonly sessions: SessionAdministration,
  ) {}

  async list(query: SessionQuery): Promise<ListedRows> {
    const { total, sessions } = await this.sessions.find(query);
    return { total, rows: this.toRows(sessions) };
  }

  /** Undefined where nothing is kept under the key. */
  async find(key: string): Promise<SessionRow | undefined> {
    const session = await this.sessions.describe(key);
    return session && this.toRows([session])[0];
  }

  /** The model that an agent asks first. */
  modelOf({ model }: ResolvedAgent): ShownModel {
    const { ref, problem } = this.models.firstModel(model);
    const [provider = '', ...rest] = ref.split('/');
    const contextWindow = problem === undefined ? this.models.resolve(ref).contextWindow : 0;
    return { ref, provider, id: rest.join('/'), contextWindow };
  }

  private toRows(sessions: readonly SessionDetails[]): SessionRow[] {
    const active = new Set(this.journal.active().map(({ record }) => record.sessionKey));
    return sessions.map((session) => this.toRow(session, active));
  }

  private toRow(session: SessionDetails, active: ReadonlySet<string>): SessionRow {
    const { key, agentId, owner, createdAt, updatedAt, turns, bytes } = session;
    const agent = this.agents.find(agentId);
    const model = agent && this.modelOf(agent);
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
      model: model?.id ?? null,
      modelProvider: model?.provider ?? null,
      contextTokens: model?.contextWindow ?? null,
    };
  }
}
