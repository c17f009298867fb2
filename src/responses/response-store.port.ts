import type { JsonObject } from '../common/json.js';
import type { ResponseIdentity } from '../openai-wire/responses/response-resource.js';
import type { ResponsesDialect } from '../openai-wire/responses/response-stream-writer.js';
import type { SessionKey } from '../sessions/session-key.js';

/** A kept response without its input, which may be large. */
export interface ResponseHead {
  id: string;
  runId: string;
  agentId: string;
  /** Its turn is a turn of this session. */
  session: SessionKey;
  /** Who asked for it; nobody else is told of it. */
  credentialId: string;
  /** Whether its run was the owner's. */
  isOwner: boolean;
  identity: ResponseIdentity;
  /** The names that its streamed events have, whenever they are told. */
  dialect: ResponsesDialect;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** All of a response that does not follow from the events of its run. Never changed once written. */
export interface KeptResponse extends ResponseHead {
  /** The items of the request, each with an id. */
  input: readonly JsonObject[];
}

/** How many bytes it costs to read a response. */
export interface ResponseSize {
  head: number;
  input: number;
}

/** What deciding about room needs to know of a response. */
export interface ResponseLine extends Pick<KeptResponse, 'id' | 'runId' | 'createdAt'> {
  bytes: number;
}

export interface ResponseStore {
  /** When it resolves, with the bytes that it takes, the response is on disk (synced). */
  add(response: KeptResponse): Promise<number>;
  /** Undefined for one that is not kept. Throws `ResponseDamagedError` for one that cannot be read. */
  load(id: string): Promise<ResponseHead | undefined>;
  /** As `load`. */
  input(id: string): Promise<readonly JsonObject[] | undefined>;
  /** Undefined for one that is not kept. */
  size(id: string): Promise<ResponseSize | undefined>;
  /** Forgets those of these that are known. */
  remove(ids: readonly string[]): Promise<void>;
  /** Whether any response belongs to the session. */
  hasSession(key: string): Promise<boolean>;
  /** All of them, the newest first. */
  lines(): Promise<ResponseLine[]>;
  /** Rejects when the store cannot be used; for readiness. */
  check(): Promise<void>;
}
export const ResponseStore = Symbol('ResponseStore');
