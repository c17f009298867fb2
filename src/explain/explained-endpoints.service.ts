import { Inject, Injectable } from '@nestjs/common';
import { RunRequestReader } from '../chat-completions/run-request-reader.service.js';
import type { JsonObject } from '../common/json.js';
import { GatewaySection } from '../config/config-sections.js';
import { endpointNotFound } from '../http/endpoint-not-found.js';
import { chatFields } from '../openai-wire/chat/chat-fields.js';
import type { FieldTable } from '../openai-wire/field-table.js';
import { responsesFields } from '../openai-wire/responses/responses-fields.js';
import type { NewResponseCall } from '../responses/response-call.js';
import { ResponseRequestReader } from '../responses/response-request-reader.service.js';
import type { RunRequest } from '../runs/run-request.js';

/** A call whose request is to be explained. */
export interface ExplainCall extends Omit<NewResponseCall, 'earlier'> {
  /** Whether the request itself would come over HTTP, where its endpoint may be switched off. */
  isOverHttp: boolean;
}

export interface ReadRequest {
  /** For people, what led to the agent. */
  agentBecause: string;
  runRequest: RunRequest;
  /** The id that the response would have; the next one has another. */
  responseId?: string;
}

/** One way to ask for a run. */
export interface ExplainedEndpoint {
  fields: FieldTable;
  /** Rejects as the endpoint does, with a `GatewayError` that names the field at fault. */
  read(body: JsonObject, call: ExplainCall): Promise<ReadRequest>;
}

/** The endpoints whose requests can be explained, told apart by the bodies that they take. */
@Injectable()
export class ExplainedEndpoints {
  private readonly chat: ExplainedEndpoint = {
    fields: chatFields,
    read: (body, call) => {
      this.check('chatCompletions', '/v1/chat/completions', call);
      return this.chatReader.read(body, call);
    },
  };
  private readonly responses: ExplainedEndpoint = {
    fields: responsesFields,
    read: async (body, call) => {
      this.check('responses', '/v1/responses', call);
      const read = await this.responseReader.read(body, call);
      return { ...read, responseId: read.id };
    },
  };

  constructor(
    private readonly chatReader: RunRequestReader,
    private readonly responseReader: ResponseRequestReader,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
  ) {}

  /** Responses where there is `input` and no `messages`, else chat completions. */
  of(body: JsonObject): ExplainedEndpoint {
    return body['input'] !== undefined && body['messages'] === undefined ? this.responses : this.chat;
  }

  private check(endpoint: 'chatCompletions' | 'responses', url: string, { isOverHttp }: ExplainCall): void {
    const { enabled } = this.gateway.current.http.endpoints[endpoint];
    if (isOverHttp && !enabled) throw endpointNotFound({ method: 'POST', url });
  }
}
