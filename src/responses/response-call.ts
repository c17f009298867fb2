import type { Response } from 'express';
import type { OnDisconnect } from '../http/on-disconnect.decorator.js';
import type { OwnerContext } from '../auth/owner-context.decorator.js';
import type { RunCall } from '../openai-runs/run-call.js';

/** A call for a new response, and where its answer goes. */
export interface ResponseCall extends Omit<RunCall, 'warn'> {
  onDisconnect: OnDisconnect;
  response: Response;
}

/** A call about a response that is kept. */
export interface KeptResponseCall {
  id: string;
  owner: OwnerContext;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
}
