import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { isJsonObject } from '../common/json.js';
import { invalidValue, missing, unsupportedParameter } from '../common/request-errors.js';
import type { CallRepeat } from '../http/call-repeat.js';
import { requestHeaderNames } from '../http/request-header-names.js';
import { setWarning } from '../http/run-headers.js';
import { Answers } from '../openai-runs/answers.service.js';
import type { CompactedResponse } from '../openai-wire/responses/compacted-response.js';
import type { ResponsesRequest } from '../openai-wire/responses/responses-request.js';
import type { RepeatableResponseCall } from './response-call.js';
import { type ReadResponseCall, ResponseRequestReader } from './response-request-reader.service.js';
import { toCompactedResponse } from './to-compacted-response.js';
import { toCompactionRun } from './to-compaction-run.js';

/** Shortens a conversation: the agent's model sums it up in a run without tools, of which nothing is kept. */
@Injectable()
export class ResponseCompaction {
  constructor(
    private readonly reader: ResponseRequestReader,
    private readonly answers: Answers,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Rejects with `SummaryCutError` where the model does not come to the end. */
  async compact(body: unknown, { repeat, ...call }: RepeatableResponseCall): Promise<CompactedResponse> {
    const acceptedAt = this.clock.monotonic();
    refuseKeys(repeat);
    demandModel(body);
    const { response } = call;
    const onFirst = this.answers.onFirst(response, acceptedAt);
    const warn = (text: string): void => setWarning(response, text);
    const read = await this.reader.read(withInput(body), { ...call, warn });
    refuseStreams(read.request);
    demandTalk(read);
    const { ignoredFields } = read.request;
    const runRequest = toCompactionRun(read.runRequest);
    const { run, createdAt } = await this.answers.start({ runRequest, response, ignoredFields });
    const compacted = await toCompactedResponse(run.events, { id: read.id, createdAt, input: read.input });
    onFirst();
    return compacted;
  }
}

/** What an earlier response holds may be all that is to be shortened. Nothing of a compaction is stored. */
function withInput(body: unknown): unknown {
  if (!isJsonObject(body)) return body;
  const input = body['previous_response_id'] == null ? body['input'] : (body['input'] ?? []);
  return { ...body, input, store: false };
}

/** Elsewhere the default agent stands in; OpenAI and Open Responses both demand the field here. */
function demandModel(body: unknown): void {
  if (isJsonObject(body) && body['model'] == null) throw missing('model');
}

function refuseStreams({ stream }: ResponsesRequest): void {
  if (stream) throw unsupportedParameter('stream', "'stream' is not supported here; leave it out.");
}

/** A model that is asked to sum up nothing makes something up. What a session holds is known only to the run. */
function demandTalk({ request: { state }, runRequest: { messages, session } }: ReadResponseCall): void {
  const hasMore = state.previousResponseId !== undefined || session.own?.kind !== 'fresh';
  if (messages.length === 0 && !hasMore) throw invalidValue('input', 'expected at least one message to sum up');
}

/** Nothing of a compaction is kept, and one that was believed to be would be paid twice. */
function refuseKeys({ key }: CallRepeat): void {
  if (key === undefined) return;
  throw unsupportedParameter(
    requestHeaderNames.idempotencyKey,
    `'${requestHeaderNames.idempotencyKey}' is not supported here: a compaction changes nothing and is not kept. Send it without one, as often as needed.`,
  );
}
