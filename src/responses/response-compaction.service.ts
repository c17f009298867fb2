import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { isJsonObject } from '../common/json.js';
import { missing, unsupportedParameter } from '../common/request-errors.js';
import { setWarning } from '../http/run-headers.js';
import { Answers } from '../openai-runs/answers.service.js';
import type { CompactedResponse } from '../openai-wire/responses/compacted-response.js';
import type { ResponsesRequest } from '../openai-wire/responses/responses-request.js';
import type { ResponseCall } from './response-call.js';
import { ResponseRequestReader } from './response-request-reader.service.js';
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
  async compact(body: unknown, call: ResponseCall): Promise<CompactedResponse> {
    const acceptedAt = this.clock.monotonic();
    demandModel(body);
    const { response } = call;
    const onFirst = this.answers.onFirst(response, acceptedAt);
    const warn = (text: string): void => setWarning(response, text);
    const read = await this.reader.read(withInput(body), { ...call, warn });
    refuseStreams(read.request);
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
