import { All, Controller, HttpCode, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EnabledWhen } from '../auth/enabled-when.decorator.js';
import { OwnerContext } from '../auth/owner-context.decorator.js';
import { AnswerIncludes } from '../http/answer-includes.decorator.js';
import type { CallRepeat } from '../http/call-repeat.js';
import { Repeat } from '../http/call-repeat.decorator.js';
import { answerRequestHeaders, originHeaders } from '../http/described-request-headers.js';
import { Describes } from '../http/describes.decorator.js';
import { ClientSignal } from '../http/client-signal.decorator.js';
import type { EventStream } from '../http/event-stream.js';
import { EventStreamInterceptor } from '../http/event-stream.interceptor.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import { JsonBody } from '../http/json-body.decorator.js';
import { OnDisconnect } from '../http/on-disconnect.decorator.js';
import { RouteHeaders } from '../http/route-headers.decorator.js';
import type { CompactedResponse } from '../openai-wire/responses/compacted-response.js';
import type { ResponseResource } from '../openai-wire/responses/response-resource.js';
import {
  compactedResponseSchema,
  responseEventSchema,
  responseRequestSchema,
  responseSchema,
} from '../openai-wire/responses/response.schema.js';
import { responsesBodyLimit } from './responses-body-limit.js';
import { ResponseCompaction } from './response-compaction.service.js';
import { ResponsesService } from './responses.service.js';

@Controller('v1/responses')
@EnabledWhen((gateway) => gateway.http.endpoints.responses.enabled)
export class ResponsesController {
  constructor(
    private readonly service: ResponsesService,
    private readonly compaction: ResponseCompaction,
  ) {}

  @Post()
  @HttpCode(200)
  @UseInterceptors(EventStreamInterceptor)
  @Describes({
    id: 'createResponse',
    summary: 'Lets an agent answer, by the Responses API',
    parameters: answerRequestHeaders,
    body: responseRequestSchema,
    answers: {
      200: {
        description: 'The response; with `stream: true` as events.',
        json: responseSchema,
        events: responseEventSchema,
      },
    },
  })
  create(
    @JsonBody(responsesBodyLimit) body: unknown,
    @OwnerContext() owner: OwnerContext,
    @RouteHeaders() route: RouteHeaders,
    @OnDisconnect() onDisconnect: OnDisconnect,
    @AnswerIncludes() includes: AnswerIncludes,
    @Repeat() repeat: CallRepeat,
    @ClientSignal() signal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ResponseResource | EventStream> {
    return this.service.create(body, { owner, route, onDisconnect, includes, repeat, signal, response });
  }

  @Post('compact')
  @HttpCode(200)
  @Describes({
    id: 'compactResponse',
    summary: 'Shortens a conversation by a summary that the agent’s model writes',
    parameters: originHeaders,
    body: responseRequestSchema,
    answers: { 200: { description: 'The items to go on with.', json: compactedResponseSchema } },
  })
  compact(
    @JsonBody(responsesBodyLimit) body: unknown,
    @OwnerContext() owner: OwnerContext,
    @RouteHeaders() route: RouteHeaders,
    @Repeat() repeat: CallRepeat,
    @ClientSignal() signal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CompactedResponse> {
    return this.compaction.compact(body, { owner, route, onDisconnect: 'cancel', repeat, signal, response });
  }

  /** Else `compact` would be taken for the id of a response. */
  @All('compact')
  refuseCompact(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'POST');
  }

  @All()
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'POST');
  }
}
