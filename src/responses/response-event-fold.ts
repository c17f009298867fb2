import type { GatewayError } from '../common/gateway-error.js';
import { toSeconds } from '../common/to-seconds.js';
import { ResponseOutput } from '../openai-wire/responses/response-output.js';
import {
  type ResponseIdentity,
  type ResponseResource,
  endedResponse,
  startedResponse,
} from '../openai-wire/responses/response-resource.js';
import {
  type EventText,
  ResponseStreamWriter,
  type ResponsesDialect,
} from '../openai-wire/responses/response-stream-writer.js';
import type { ToldRun } from '../runs/journal/durable-runs.service.js';
import type { RunEvent } from '../runs/run-event.js';
import { RunArchiveError, RunLostError } from '../runs/runs.errors.js';
import { toResponseOutput } from './to-response-output.js';

export interface FoldOptions extends Pick<ToldRun, 'endedAt'> {
  dialect: ResponsesDialect;
  /** The number of the last event that the reader has already; default -1, for none. */
  after?: number;
  /** Whether a failure that came before the model answered is told too. */
  tellsEarlyFailure?: boolean;
  /** Fields of the request without effect, for a reader who sees no header. */
  ignoredFields?: readonly string[];
  /** How each event is written; default: as a server-sent event. */
  toText?: EventText;
}

/**
 * Makes the events of a response of the events of its run. Nothing but the identity, the events and the time of completion
 * counts: whoever folds the same again gets the same text, in which the event with the number n is the n-th, or the same
 * without its beginning.
 */
export class ResponseEventFold {
  private readonly writer: ResponseStreamWriter;
  private readonly output: ResponseOutput;
  private started = false;
  /** The whole response, once its run is over. */
  ended: ResponseResource | undefined;

  constructor(
    private readonly identity: ResponseIdentity,
    private readonly options: FoldOptions,
  ) {
    this.writer = new ResponseStreamWriter(options.dialect, options.after, options.toText);
    this.output = new ResponseOutput(identity, this.writer);
  }

  /**
   * The texts of the events of a batch, each made when it is read; they are all to be read before the next batch. Throws the error of
   * a run that failed before the model answered, since nothing has been told then, unless it is to be told; a later failure is an
   * event among the others.
   */
  *addBatch(batch: readonly RunEvent[]): Generator<string, void> {
    const [first] = batch;
    const isEarlyFailure = !this.started && first?.type === 'run-error';
    if (isEarlyFailure && !this.options.tellsEarlyFailure) throw first.error;
    for (const event of batch) {
      this.add(event);
      for (const toText of this.writer.take()) yield toText();
    }
  }

  private add(event: RunEvent): void {
    if (!this.started) this.writer.started(startedResponse(this.identity), this.options.ignoredFields);
    this.started = true;
    const outcome = toResponseOutput(this.output, event);
    // What was said in between is not known; the end comes right after what the reader has.
    if (event.type === 'run-error' && isUntold(event.error)) this.writer.skipToUnread();
    if (outcome) {
      // Of a run whose end is not known no event tells a time.
      const completedAt = toSeconds(this.options.endedAt() ?? 0);
      this.ended = endedResponse(this.identity, this.output.items, outcome, completedAt);
      this.writer.ended(this.ended);
    }
  }
}

/** Whether the events of the run could not all be told. */
function isUntold(error: GatewayError): boolean {
  return error instanceof RunLostError || error instanceof RunArchiveError;
}
