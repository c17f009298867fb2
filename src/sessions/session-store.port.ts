import type { AssistantMessage, Message } from '../common/conversation.js';
import type { TurnView } from './turn-view.js';

/** One exchange: what the client sent, what the run made of it. Never changed once written. */
export interface Turn {
  id: string;
  /** The turn this one follows; null for the first. Two turns with one parent are branches of an edited history. */
  parentId: string | null;
  runId: string;
  /** New messages of the client, in order. */
  input: Message[];
  /** Everything the model and the agent's own tools said, in order: what the next request sends upstream. */
  output: Message[];
  /** What the client was shown of `output`: one assistant message. A client that resends its history sends this. */
  visible: AssistantMessage;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** What a session is, without its turns. */
export interface SessionIdentity {
  key: string;
  agentId: string;
  /** Of a stored session: true once an owner run has written to it, and never false again. */
  owner: boolean;
}

export interface StoredSession extends SessionIdentity {
  /** The path from the first turn to the newest, oldest first. */
  turns: Turn[];
}

/** A turn without its messages. */
export interface TurnOutline extends Pick<Turn, 'id' | 'parentId'>, TurnView {
  /** What its messages take, which is what it costs to read them. */
  bytes: number;
}

/** A session whose messages have not been read. */
export interface SessionOutline extends SessionIdentity {
  /** As `StoredSession.turns`. */
  path: TurnOutline[];
}

/** One line of the list that pruning works from. */
export interface SessionSummary {
  key: string;
  /** Time of the newest turn, milliseconds since the epoch. */
  updatedAt: number;
  /** Size of all turns, branches too. */
  bytes: number;
}

/** A session as lists show it. */
export interface SessionDetails extends SessionIdentity, SessionSummary {
  /** Time of the first turn, milliseconds since the epoch. */
  createdAt: number;
  /** All that are stored, on branches too. */
  turns: number;
}

export interface SessionQuery {
  agentId?: string | undefined;
  /** Only those of these agents. */
  agents?: readonly string[] | undefined;
  /** Only those of this namespace. */
  namespace?: string | undefined;
  /** Part of the key, in any case of ASCII letters. */
  search?: string | undefined;
  limit: number;
  /** Sessions to leave out at the beginning. */
  offset: number;
}

export interface FoundSessions {
  /** All that fit the query, whatever its limit. */
  total: number;
  /** The last used first. */
  sessions: SessionDetails[];
}

export interface SessionStore {
  /** Resolves to undefined where nothing is stored under the key. Throws `SessionDamagedError` for an unreadable one. */
  load(key: string): Promise<StoredSession | undefined>;
  /**
   * As `load`, at a cost that does not depend on how large the messages are. With `runId` the path goes to the turn of that run,
   * whatever came after it; undefined where the session has no such turn.
   */
  outline(key: string, runId?: string): Promise<SessionOutline | undefined>;
  /** These turns of a session whole, in the order of a path. Throws `SessionDamagedError` where one is missing or unreadable. */
  turns(key: string, ids: readonly string[]): Promise<Turn[]>;
  /**
   * Adds one turn and makes it the newest, in one transaction. When it resolves, with the bytes that the turn takes, it is on
   * disk (synced). Rejects with nothing written otherwise, also when `parentId` is no turn of the session. A turn id that the
   * session already has is not written again, so that a doubtful append may be repeated.
   */
  append(session: SessionIdentity, turn: Turn): Promise<number>;
  /** Undefined where nothing is stored under the key. */
  describe(key: string): Promise<SessionDetails | undefined>;
  find(query: SessionQuery): Promise<FoundSessions>;
  /**
   * Lets the session begin anew: `load` gives no turns then, and the next one has no parent. Its turns stay stored. Resolves to
   * whether there is such a session.
   */
  reset(key: string): Promise<boolean>;
  /** Every stored session, the longest unused first. */
  list(): Promise<SessionSummary[]>;
  /** Removes a session with all its turns, unless it has changed since it was listed. Resolves to whether it did. */
  remove(session: SessionSummary): Promise<boolean>;
  /** Throws when the store cannot be used; for readiness. */
  check(): Promise<void>;
}
export const SessionStore = Symbol('SessionStore');
