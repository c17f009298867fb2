import { All, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import type { Request } from 'express';
import { EnabledWhen } from '../auth/enabled-when.decorator.js';
import { OwnerContext } from '../auth/owner-context.decorator.js';
import type { JsonObject } from '../common/json.js';
import { senderHeaders } from '../http/described-request-headers.js';
import { Describes } from '../http/describes.decorator.js';
import { ClientSignal } from '../http/client-signal.decorator.js';
import type { EventStream } from '../http/event-stream.js';
import { EventStreamInterceptor } from '../http/event-stream.interceptor.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import type { DeletedResponse } from '../openai-wire/responses/deleted-response.js';
import type { ItemPage } from '../openai-wire/responses/item-page.js';
import type { ResponseResource } from '../openai-wire/responses/response-resource.js';
import {
  deletedResponseSchema,
  itemPageSchema,
  responseEventSchema,
  responseSchema,
} from '../openai-wire/responses/response.schema.js';
import { KeptResponses } from './kept-responses.service.js';

const idParameter = {
  name: 'id',
  in: 'path',
  description: 'Of a kept response of the same credential.',
  schema: { type: 'string' },
} as const;

@Controller('v1/responses/:id')
@EnabledWhen((gateway) => gateway.http.endpoints.responses.enabled)
export class KeptResponsesController {
  constructor(private readonly service: KeptResponses) {}

  @Get()
  @UseInterceptors(EventStreamInterceptor)
  @Describes({
    id: 'retrieveResponse',
    summary: 'A kept response, or its events again',
    parameters: [
      idParameter,
      ...senderHeaders,
      { name: 'stream', in: 'query', description: 'Tells its events.', schema: { enum: ['true', 'false'] } },
      {
        name: 'starting_after',
        in: 'query',
        description: 'With `stream=true`: the number of the last event that the client has.',
        schema: { type: 'integer', minimum: 0 },
      },
    ],
    answers: { 200: { description: 'The response as it is now.', json: responseSchema, events: responseEventSchema } },
  })
  retrieve(
    @Param('id') id: string,
    @Query() query: JsonObject,
    @OwnerContext() owner: OwnerContext,
    @ClientSignal() signal: AbortSignal,
  ): Promise<ResponseResource | EventStream> {
    return this.service.retrieve({ id, owner, signal }, query);
  }

  @Delete()
  @Describes({
    id: 'deleteResponse',
    summary: 'Removes a kept response',
    parameters: [idParameter, ...senderHeaders],
    answers: { 200: { description: 'It is gone.', json: deletedResponseSchema } },
  })
  remove(
    @Param('id') id: string,
    @OwnerContext() owner: OwnerContext,
    @ClientSignal() signal: AbortSignal,
  ): Promise<DeletedResponse> {
    return this.service.remove({ id, owner, signal });
  }

  @Post('cancel')
  @HttpCode(200)
  @Describes({
    id: 'cancelResponse',
    summary: 'Stops a response that is at work',
    parameters: [idParameter, ...senderHeaders],
    answers: { 200: { description: 'The response as it is now.', json: responseSchema } },
  })
  cancel(
    @Param('id') id: string,
    @OwnerContext() owner: OwnerContext,
    @ClientSignal() signal: AbortSignal,
  ): Promise<ResponseResource> {
    return this.service.cancel({ id, owner, signal });
  }

  @Get('input_items')
  @Describes({
    id: 'listInputItems',
    summary: 'The items that a response was asked with',
    parameters: [
      idParameter,
      ...senderHeaders,
      { name: 'limit', in: 'query', description: 'At most 100; 20 when left out.', schema: { type: 'integer' } },
      { name: 'order', in: 'query', description: '`desc` when left out.', schema: { enum: ['asc', 'desc'] } },
      { name: 'after', in: 'query', description: 'Id of the item before the page.', schema: { type: 'string' } },
    ],
    answers: { 200: { description: 'A page of them.', json: itemPageSchema } },
  })
  inputItems(
    @Param('id') id: string,
    @Query() query: JsonObject,
    @OwnerContext() owner: OwnerContext,
    @ClientSignal() signal: AbortSignal,
  ): Promise<ItemPage> {
    return this.service.inputItems({ id, owner, signal }, query);
  }

  @All()
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'GET, DELETE');
  }

  @All('cancel')
  refuseCancel(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'POST');
  }

  @All('input_items')
  refuseInputItems(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'GET');
  }
}
