import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of the request being served. Later steps fill in what they find out, for the log. */
export interface RequestContext {
  readonly requestId: string;
  /** Monotonic milliseconds, see `Clock.monotonic`. */
  readonly startedAt: number;
  /** The client's address after trusted proxies were weighed; absent until authentication has looked at it. */
  clientAddress?: string;
  agentId?: string;
  runId?: string;
  /** Whether the run is the owner's, and what decided it. */
  isOwner?: boolean;
  ownerBecause?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work`, and everything it starts, as part of the request. */
export function withRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The request that the caller works for; undefined outside of one, e.g. at start. */
export function currentRequestContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Adds to the current request's context; does nothing outside of a request. */
export function annotateRequest(facts: Partial<Omit<RequestContext, 'requestId' | 'startedAt'>>): void {
  const context = storage.getStore();
  if (context) Object.assign(context, facts);
}
