import { Inject, Injectable } from '@nestjs/common';
import { type JsonObject, isJsonObject } from '../common/json.js';
import { unsupportedValue } from '../common/request-errors.js';
import { GatewaySection } from '../config/config-sections.js';
import { requestHeaderNames } from '../http/request-header-names.js';
import { AttachmentReader } from '../openai-runs/attachment-reader.service.js';
import { type CallOrigin, CallOrigins } from '../openai-runs/call-origins.service.js';
import type { RunCall } from '../openai-runs/run-call.js';
import { readInput, toItems } from '../openai-wire/responses/input-item.js';
import { toKeptItems } from '../openai-wire/responses/kept-items.js';
import { type ResponsesRequest, readResponsesRequest } from '../openai-wire/responses/responses-request.js';
import type { ResponsesDialect } from '../openai-wire/responses/response-stream-writer.js';
import type { RunRequest } from '../runs/run-request.js';
import type { EarlierItems } from './earlier-items.js';
import { ReferencedItems, type RequestItems } from './referenced-items.service.js';
import type { NewResponseCall } from './response-call.js';
import { type AskedResponse, ResponseSessions } from './response-sessions.service.js';
import type { ReadAttachments } from './to-messages.js';
import { checkState } from './to-session-choice.js';
import { toRunRequest } from './to-run-request.js';

/** What was asked for, as the client wrote it and as a run takes it. */
export interface ReadResponseCall {
  id: string;
  request: ResponsesRequest;
  /** For people, what led to the agent. */
  agentBecause: string;
  runRequest: RunRequest;
  /** The items of the request, each with an id. */
  input: JsonObject[];
  /** Whether the response is to be kept. */
  isStored: boolean;
  /** Whether the run is read by itself rather than by its client, who may leave it behind. */
  isDetached: boolean;
  /** Whether the run ends when its client leaves, be it read by itself or not. */
  isBound: boolean;
  /** The names that streamed events are to have. */
  dialect: ResponsesDialect;
}

/** Makes of a call what a run needs: its body checked, its agent, owner and session decided, its attachments read. */
@Injectable()
export class ResponseRequestReader {
  constructor(
    private readonly origins: CallOrigins,
    private readonly attachments: AttachmentReader,
    private readonly references: ReferencedItems,
    private readonly sessions: ResponseSessions,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
  ) {}

  /** Rejects with a `GatewayError` that names the field at fault. */
  async read(body: unknown, call: NewResponseCall): Promise<ReadResponseCall> {
    const { compat, endpoints } = this.gateway.current.http;
    const request = withIncludes(readResponsesRequest(body, { compat: call.owner.credential.compat ?? compat }), call);
    checkState(request.state);
    const isStored = request.state.store !== false;
    const hasKey = call.hasKey ?? false;
    const goesOn = request.state.background || call.onDisconnect === 'continue';
    if (goesOn && !isStored && !hasKey) throw nothingToReturnTo(call);
    const { origin, agentBecause } = this.origins.find(request.model, call);
    const { id, session } = await this.sessions.begin(afterEarlier({ request, origin }, call.earlier), call.owner);
    const { signal } = goesOn ? new AbortController() : origin;
    const resolved = await this.resolve(body, request, { ...call, signal });
    const { raw, items } = withEarlier(resolved, call.earlier);
    const runRequest = await toRunRequest({ ...request, input: items }, { origin, session }, this.reading(origin));
    const input = toKeptItems(raw, id);
    const { dialect } = endpoints.responses;
    return {
      id,
      request,
      agentBecause,
      runRequest: { ...runRequest, durable: isStored || hasKey, signal },
      input,
      isStored,
      isDetached: goesOn || hasKey,
      isBound: !goesOn,
      dialect,
    };
  }

  private resolve(body: unknown, { input: items }: ResponsesRequest, call: RunCall): Promise<RequestItems> {
    return this.references.resolve({ raw: isJsonObject(body) ? body['input'] : undefined, items }, call);
  }

  private reading(origin: CallOrigin): ReadAttachments {
    const { allowUrl } = this.gateway.current.http.endpoints.responses.images;
    const imageUrls = { allowed: allowUrl, setting: 'gateway.http.endpoints.responses.images.allowUrl' };
    const context = { origin, imageUrls };
    return {
      ofUser: (part) => this.attachments.read(part, context),
      ofResult: (part) => this.attachments.readResult(part, context),
    };
  }
}

function withIncludes(request: ResponsesRequest, { includes }: NewResponseCall): ResponsesRequest {
  return includes?.toolCalls ? { ...request, wantsReceipts: true } : request;
}

function afterEarlier(asked: AskedResponse, earlier: EarlierItems | undefined): AskedResponse {
  if (!earlier) return asked;
  const state = { ...asked.request.state, previousResponseId: earlier.after };
  return { ...asked, request: { ...asked.request, state } };
}

function withEarlier({ raw, items }: RequestItems, earlier: EarlierItems | undefined): RequestItems {
  if (!earlier) return { raw, items };
  return { raw: [...earlier.items, ...toItems(raw)], items: [...readInput(earlier.items), ...items] };
}

function nothingToReturnTo({ hasKey }: NewResponseCall) {
  const remedy = hasKey === undefined ? 'or connect with cancel' : 'send an Idempotency-Key, or send cancel';
  return unsupportedValue(
    requestHeaderNames.onDisconnect,
    `'continue' needs a response that is kept; leave 'store' out, ${remedy}.`,
  );
}
