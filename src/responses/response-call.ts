import type { Response } from 'express';
import type { CallRepeat } from '../http/call-repeat.js';
import type { AnswerIncludes } from '../http/answer-includes.decorator.js';
import type { OnDisconnect } from '../http/on-disconnect.decorator.js';
import type { OwnerContext } from '../auth/owner-context.decorator.js';
import type { RunCall } from '../openai-runs/run-call.js';
import type { EarlierItems } from './earlier-items.js';

/** A call for a new response, by whatever door it came. */
export interface NewResponseCall extends RunCall {
  onDisconnect: OnDisconnect;
  /** What a header asks for besides the body's `include`. */
  includes?: AnswerIncludes;
  /**
   * Whether its client named it by a key: the run is durable and read by itself, because the call may come again. Undefined where
   * there are no keys.
   */
  hasKey?: boolean | undefined;
  /** In place of what `previous_response_id` names. */
  earlier?: EarlierItems | undefined;
}

/** A call for a new response, and where its answer goes. */
export interface ResponseCall extends Omit<NewResponseCall, 'warn' | 'hasKey' | 'earlier'> {
  response: Response;
}

/** A `ResponseCall` whose client may send it again. */
export interface RepeatableResponseCall extends ResponseCall {
  repeat: CallRepeat;
}

/** A call about a response that is kept. */
export interface KeptResponseCall {
  id: string;
  owner: OwnerContext;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
}
