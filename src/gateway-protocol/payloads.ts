/** What runs and sessions are in the answers and events of the protocol; `method-payloads.ts` has the other answers. */

/** Tokens as the provider counted them; `input` includes cached ones. */
export interface UsagePayload {
  input: number;
  output: number;
  cacheRead: number;
  total: number;
}

export interface HelloPayload {
  type: 'hello-ok';
  protocol: number;
  server: { version: string; connId: string };
  features: { methods: readonly string[]; events: readonly string[]; capabilities: readonly string[] };
  snapshot: Record<string, unknown>;
  auth: { method: string; role: string; scopes: readonly string[] };
  policy: { maxPayload: number; maxBufferedBytes: number; tickIntervalMs: number };
}

/** First answer of `agent`. */
export interface AgentAccepted {
  runId: string;
  sessionKey: string;
  agentId: string;
  status: 'accepted';
  acceptedAt: number;
  /** For people: what of the request has no effect. */
  warnings?: string[];
}

/** Second answer of `agent`, for a run that came to its end. */
export interface AgentCompleted {
  runId: string;
  status: 'ok';
  summary: 'completed';
  result: {
    payloads: { text: string; mediaUrl: null }[];
    meta: {
      durationMs: number;
      agentMeta: { sessionId: string; provider: string; model: string; usage: UsagePayload };
      stopReason: string;
    };
  };
}

/** Answer of `chat.send`; the reply comes in `chat` events. `ok` and `error` for a run that is over already. */
export interface ChatStarted {
  runId: string;
  status: 'started' | 'in_flight' | 'ok' | 'error';
  /** For people: what of the request has no effect. */
  warnings?: string[];
}

export interface ChatMessage {
  role: 'user' | 'assistant' | 'toolResult';
  content: ChatContent[];
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** In a history: the id of the run, by which a client knows again what it has shown already. */
  idempotencyKey?: string;
}

export type ChatContent =
  | { type: 'text'; text: string }
  | { type: 'toolCall'; id: string; name: string; arguments: unknown }
  | { type: 'image'; mimeType: string };

interface RunEventPayload {
  runId: string;
  sessionKey: string;
  agentId: string;
  /** Counts the events of one run, from 1. */
  seq: number;
}

/** Event `chat`: a reply as a whole, for those who show it. */
export type ChatEventPayload = RunEventPayload &
  (
    | { state: 'delta'; deltaText: string; message: ChatMessage }
    | { state: 'final'; stopReason: string; message: ChatMessage }
    | { state: 'error'; errorMessage: string }
    | { state: 'aborted'; stopReason: string; message?: ChatMessage }
  );

/** Event `agent`: what a run does, step by step. */
export type AgentEventPayload = RunEventPayload & { sessionId: string; ts: number } & (
    | { stream: 'lifecycle'; data: LifecycleData }
    | { stream: 'assistant'; data: { text?: string; delta: string } }
    | { stream: 'tool'; data: ToolData }
    | { stream: 'usage'; data: UsagePayload }
  );

export type LifecycleData =
  | { phase: 'start'; startedAt: number }
  | { phase: 'end'; startedAt: number; endedAt: number; aborted: false; stopReason: string }
  /** `startedAt` is left out for a run that was stopped before it began. */
  | { phase: 'error'; startedAt?: number; endedAt: number; aborted: boolean; error: string };

export type ToolData = { toolCallId: string; name: string } & (
  | { phase: 'start'; args: unknown }
  | { phase: 'update'; partialResult: ToolText }
  | { phase: 'result'; isError: boolean; outcome: string; result: ToolText }
);

/** What a tool says, in the form that clients show. */
export interface ToolText {
  content: { type: 'text'; text: string }[];
}

/** A row of `sessions.list`, and what `sessions.describe` gives. */
export interface SessionRow {
  key: string;
  kind: 'direct';
  sessionId: string;
  agentId: string;
  /** Whether the owner has written to it, so that nobody else may. */
  owner: boolean;
  /** Milliseconds since the epoch. */
  createdAt: number;
  updatedAt: number;
  turns: number;
  bytes: number;
  /** Whether a run is at work in it. */
  hasActiveRun: boolean;
  /** The model that its agent asks first; the three are null where the agent is no longer configured. */
  model: string | null;
  modelProvider: string | null;
  contextTokens: number | null;
}
