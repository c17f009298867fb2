import type { ServerResponse } from 'node:http';
import type { AnswerIncludes } from '../../http/answer-includes.decorator.js';
import type { CallRepeat } from '../../http/call-repeat.js';
import type { ToldRun } from '../../runs/journal/durable-runs.service.js';
import type { RunCall } from '../run-call.js';
import type { CallWatch } from './call-watch.js';

/** A call whose client may send it again. */
export interface RepeatableCall extends Pick<RunCall, 'owner' | 'route' | 'signal'> {
  endpoint: 'chat-completions' | 'responses';
  /** The body as it came, parsed. */
  body: unknown;
  /** What the client wants besides the answer, where the endpoint reads it from a header. */
  includes?: AnswerIncludes;
  repeat: CallRepeat;
  response: ServerResponse;
}

/** A call that has come to an agent, as the configuration is now. */
export interface AdmittedCall extends RepeatableCall {
  /** See `callRights`. */
  rights: string;
}

/** A run, and what the endpoint needs to make an answer of it. */
export interface TellableAnswer<Replay> {
  replay: Replay;
  run: ToldRun;
}

/** How an endpoint answers. `Replay` is kept as JSON. */
export interface AnswerTeller<Replay, Answer> {
  /** Starts a run, having told `watch` of it. Rejects where the request cannot become one. */
  begin(watch: CallWatch): Promise<TellableAnswer<Replay>>;
  /** The answer by a run that begins, goes on, or is over. Throws the error of a failed one. */
  tell(answer: TellableAnswer<Replay>): Answer | Promise<Answer>;
}
