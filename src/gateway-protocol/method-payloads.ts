import type { ChatMessage, SessionRow } from './payloads.js';

/** What the methods answer that only ask. Times are milliseconds since the epoch. */

/** An agent in the answer of `agents.list`. */
export interface AgentRow {
  id: string;
  name: string;
  default: boolean;
  publicMode: boolean;
  /** `<provider>/<model id>` that it asks first. */
  model: { primary: string };
}

export interface AgentsListPayload {
  defaultId: string;
  /** The session of those who name none. */
  mainKey: string;
  scope: 'per-sender';
  agents: AgentRow[];
}

/** A model in the answer of `models.list`. */
export interface ModelRow {
  /** `<provider>/<model id>`. */
  ref: string;
  id: string;
  name: string;
  provider: string;
  /** Tokens that request and answer may have together. */
  contextWindow: number;
  /** Tokens that an answer may have; left out where the provider decides. */
  maxTokens?: number | undefined;
  /** What it can read as it is. */
  input: readonly string[];
}

export interface ModelsListPayload {
  models: ModelRow[];
  /** `<provider>/<model id>` of agents that name none. */
  default: string;
}

/** Whether one model answered, in the answer of `models.probe`. */
export interface ModelProbeRow {
  /** `<provider>/<model id>`. */
  ref: string;
  ok: boolean;
  durationMs: number;
  /** Where it did not. */
  error?: string;
}

export interface ModelsProbePayload {
  results: ModelProbeRow[];
}

/** A fact that was found in what a public agent sends, and where. */
export interface FoundFactRow {
  /** What kind of fact, e.g. `host name`; the fact itself is told to nobody. */
  fact: string;
  place: string;
}

/** How many facts of a kind there are. */
export interface FactCountRow {
  fact: string;
  count: number;
}

export interface AgentPublicCheckRow {
  agentId: string;
  /** What was rendered and run for it. */
  looked: { prompts: number; tools: number; calls: number };
  /** Those that were looked for and found nowhere. */
  withheld: FactCountRow[];
  found: FoundFactRow[];
}

/** The answer of `public.check`: the public agents, and how many facts are too common to be looked for, or allowed. */
export interface PublicCheckPayload {
  agents: AgentPublicCheckRow[];
  notLookedFor: FactCountRow[];
}

/** The model of new sessions; all of it is null where no such agent is configured. */
export interface SessionDefaults {
  modelProvider: string | null;
  model: string | null;
  contextTokens: number | null;
}

export interface SessionsListPayload {
  ts: number;
  /** Those in this answer. */
  count: number;
  /** All that fit, whatever the limit. */
  total: number;
  defaults: SessionDefaults;
  sessions: SessionRow[];
}

export interface SessionsDescribePayload {
  session: SessionRow | null;
}

/** A turn in the answer of `sessions.history`. */
export interface HistoryTurn {
  id: string;
  runId: string;
  createdAt: number;
  messages: ChatMessage[];
}

export interface SessionsHistoryPayload {
  key: string;
  /** All turns of the session as it stands. */
  total: number;
  /** Oldest first. */
  turns: HistoryTurn[];
}

export interface SessionsCreatePayload {
  ok: true;
  key: string;
  sessionId: string;
}

export interface SessionsResetPayload {
  ok: true;
  key: string;
  entry: { sessionId: string };
  existed: boolean;
}

export interface SessionsDeletePayload {
  ok: true;
  key: string;
  deleted: boolean;
}

export interface ChatHistoryPayload {
  sessionKey: string;
  sessionId: string;
  /** Oldest first. */
  messages: ChatMessage[];
  sessionInfo?: SessionRow;
  /** A run at work in the session, and what it has said so far. */
  inFlightRun?: { runId: string; text: string };
}

export interface ChatAbortPayload {
  ok: true;
  aborted: boolean;
  runIds: string[];
}

/** `timeout` where the run goes on. */
export interface AgentWaitPayload {
  runId: string;
  status: 'ok' | 'error' | 'timeout';
  startedAt?: number | undefined;
  endedAt?: number | undefined;
  error?: string;
}

/** Sessions in the answer of `health`: how many, and those used last. `age` in milliseconds. */
export interface SessionCount {
  count: number;
  recent: { key: string; updatedAt: number; age: number }[];
}

export interface HealthPayload {
  ok: boolean;
  /** The parts that keep runs from being served. */
  reasons: string[];
  ts: number;
  durationMs: number;
  defaultAgentId: string;
  agents: { agentId: string; name: string; isDefault: boolean; publicMode: boolean; sessions: SessionCount }[];
  sessions: SessionCount;
  /** Clients of the protocol show messaging channels here; this gateway has none. */
  channels: Record<string, never>;
  channelOrder: never[];
}

export interface StatusPayload {
  version: string;
  runtimeVersion: string;
  uptimeMs: number;
  /** `finished` counts those that are remembered. */
  runs: { active: number; finished: number };
  connections: number;
  agents: number;
  sessions: { count: number; defaults: { model: string; contextTokens: number }; recent: SessionRow[] };
  /** Requests of public agents that were not sent since the start; for those who may see everything. */
  egressRefused?: number;
}

export interface LogsTailPayload {
  file: string;
  size: number;
  /** Whether the given cursor was of a gateway that ran before; the newest lines are here then. */
  reset: boolean;
  /** Oldest first, without their line breaks. */
  lines: string[];
  /** To go on from with the next call. */
  cursor: number;
  /** Whether lines since the given cursor are forgotten already, or were left out for the limit. */
  truncated: boolean;
}

export interface ConfigGetPayload {
  /** For `operator.admin` only. */
  path?: string;
  exists: boolean;
  valid: true;
  issues: never[];
  warnings: { message: string }[];
  config: Record<string, unknown>;
  /** Of `config`, hexadecimal. */
  hash: string;
}

export interface ConfigSchemaPayload {
  schema: Record<string, unknown>;
  version: string;
}
