import { Inject, Injectable, Logger } from '@nestjs/common';
import { KeyLimits } from '../../auth/limits/key-limits.service.js';
import { Clock } from '../../common/clock.js';
import type { JsonObject } from '../../common/json.js';
import { GatewaySection } from '../../config/config-sections.js';
import { endpointNotFound } from '../../http/endpoint-not-found.js';
import { Answers } from '../../openai-runs/answers.service.js';
import type { ResponseResource } from '../../openai-wire/responses/response-resource.js';
import { toldFields } from '../../openai-wire/told-fields.js';
import type { EarlierItems } from '../../responses/earlier-items.js';
import { ResponseEventFold } from '../../responses/response-event-fold.js';
import { type ReadResponseCall, ResponseRequestReader } from '../../responses/response-request-reader.service.js';
import { ResponseRuns } from '../../responses/response-runs.service.js';
import { responsesBodyLimit } from '../../responses/responses-body-limit.js';
import { toResponseIdentity } from '../../responses/to-kept-response.js';
import type { RememberedResponse } from './connection-memory.js';
import type { CreateFrame } from './read-create-frame.js';
import { responsesPath } from './responses-path.js';
import { ConversationTooLargeError, PreviousResponseNotFoundError } from './responses-ws.errors.js';
import { toWarmResponse } from './to-warm-response.js';
import type { FrameCaller } from './frame-caller.js';

/** Makes the responses of a connection: by the same runs as over HTTP, and with a memory for those that are not kept. */
@Injectable()
export class ConnectionResponses {
  private readonly logger = new Logger(ConnectionResponses.name);

  constructor(
    private readonly reader: ResponseRequestReader,
    private readonly answers: Answers,
    private readonly runs: ResponseRuns,
    private readonly limits: KeyLimits,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Sends the events of the response, and resolves with it when it is over. Rejects, having sent nothing, with the error that is to
   * be told instead.
   */
  async respond(frame: CreateFrame, caller: FrameCaller): Promise<ResponseResource | undefined> {
    if (!this.gateway.current.http.endpoints.responses.enabled)
      throw endpointNotFound({ method: 'GET', url: responsesPath });
    const earlier = this.recall(frame, caller);
    const read = await this.read(frame, caller, earlier);
    this.logIgnored(read.request.ignoredFields);
    const response = frame.generates ? await this.generate(read, caller) : await this.warm(read, caller);
    if (response && !read.isStored) this.remember(read, response, caller, earlier);
    return response;
  }

  private recall({ previousResponseId: id }: CreateFrame, { memory }: FrameCaller): RememberedResponse | undefined {
    const earlier = id === undefined ? undefined : memory.get(id);
    const limit = responsesBodyLimit(this.gateway.current);
    if (earlier && earlier.bytes > limit.bytes) throw new ConversationTooLargeError(limit);
    return earlier;
  }

  /** What a warm-up prepares is nothing to keep on disk, and ends before its client can leave. */
  private async read(
    { body, generates }: CreateFrame,
    caller: FrameCaller,
    earlier: RememberedResponse | undefined,
  ): Promise<ReadResponseCall> {
    const warn = (text: string): void => this.logger.warn(text);
    const call = { ...caller, earlier: earlier && toEarlierItems(earlier), warn };
    const read = generates
      ? await this.reader.read(body, call)
      : await this.reader.read({ ...body, store: false }, { ...call, onDisconnect: 'cancel' });
    if (earlier && earlier.agentId !== read.runRequest.agent.id) throw new PreviousResponseNotFoundError(earlier.id);
    return read;
  }

  private logIgnored(fields: readonly string[]): void {
    if (fields.length > 0) this.logger.log({ message: 'fields without effect', fields: toldFields(fields) });
  }

  private async generate(read: ReadResponseCall, caller: FrameCaller): Promise<ResponseResource | undefined> {
    const { kept, run } = await this.runs.begin(read, await this.answers.begin(read.runRequest), caller);
    const fold = new ResponseEventFold(kept.identity, {
      dialect: kept.dialect,
      ignoredFields: read.request.ignoredFields,
      endedAt: run.endedAt,
      toText: (_name, json) => json,
    });
    for await (const batch of run.events) for (const text of fold.addBatch(batch)) await caller.send(text);
    return fold.ended;
  }

  /** A request like others, of no tokens: what it sends is held in memory. */
  private async warm(read: ReadResponseCall, caller: FrameCaller): Promise<ResponseResource> {
    const admission = await this.limits.admit(read.runRequest.credential, 0);
    await admission.settle(0);
    const { response, texts } = toWarmResponse(toResponseIdentity(read, this.clock.now()), {
      dialect: read.dialect,
      ignoredFields: read.request.ignoredFields,
    });
    for (const text of texts) await caller.send(text);
    return response;
  }

  /** One that came to no answer has no successor. */
  private remember(
    { id, request, runRequest, input }: ReadResponseCall,
    { status, output }: ResponseResource,
    { memory }: FrameCaller,
    earlier: RememberedResponse | undefined,
  ): void {
    if (status !== 'completed' && status !== 'incomplete') return;
    const items = JSON.stringify([...input, ...output]);
    const bytes = Buffer.byteLength(items);
    const after = earlier ? earlier.after : request.state.previousResponseId;
    const limit = responsesBodyLimit(this.gateway.current);
    memory.remember({ id, items, bytes, after, agentId: runRequest.agent.id }, limit.bytes);
  }
}

function toEarlierItems({ items, after }: RememberedResponse): EarlierItems {
  return { items: JSON.parse(items) as JsonObject[], after };
}
