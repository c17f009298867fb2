import { All, Controller, HttpCode, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EnabledWhen } from '../auth/enabled-when.decorator.js';
import { OwnerContext } from '../auth/owner-context.decorator.js';
import { AnswerIncludes } from '../http/answer-includes.decorator.js';
import type { CallRepeat } from '../http/call-repeat.js';
import { Repeat } from '../http/call-repeat.decorator.js';
import { answerRequestHeaders } from '../http/described-request-headers.js';
import { Describes } from '../http/describes.decorator.js';
import { ClientSignal } from '../http/client-signal.decorator.js';
import type { EventStream } from '../http/event-stream.js';
import { EventStreamInterceptor } from '../http/event-stream.interceptor.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import { JsonBody } from '../http/json-body.decorator.js';
import { OnDisconnect } from '../http/on-disconnect.decorator.js';
import { RouteHeaders } from '../http/route-headers.decorator.js';
import type { ChatCompletion } from '../openai-wire/chat/chat-completion.js';
import { chatCompletionSchema, chatStreamSchema } from '../openai-wire/chat/chat-completion.schema.js';
import { chatRequestSchema } from '../openai-wire/chat/chat-request.schema.js';
import { chatBodyLimit } from './chat-body-limit.js';
import { ChatCompletionsService } from './chat-completions.service.js';

@Controller('v1/chat/completions')
@EnabledWhen((gateway) => gateway.http.endpoints.chatCompletions.enabled)
export class ChatCompletionsController {
  constructor(private readonly service: ChatCompletionsService) {}

  @Post()
  @HttpCode(200)
  @UseInterceptors(EventStreamInterceptor)
  @Describes({
    id: 'createChatCompletion',
    summary: 'Lets an agent answer',
    parameters: answerRequestHeaders,
    body: chatRequestSchema,
    answers: {
      200: {
        description: 'The answer; with `stream: true` as events.',
        json: chatCompletionSchema,
        events: chatStreamSchema,
      },
    },
  })
  create(
    @JsonBody(chatBodyLimit) body: unknown,
    @OwnerContext() owner: OwnerContext,
    @RouteHeaders() route: RouteHeaders,
    @OnDisconnect() onDisconnect: OnDisconnect,
    @AnswerIncludes() includes: AnswerIncludes,
    @Repeat() repeat: CallRepeat,
    @ClientSignal() signal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChatCompletion | EventStream> {
    return this.service.complete(body, { owner, route, onDisconnect, includes, repeat, signal, response });
  }

  @All()
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'POST');
  }
}
