import { All, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import type { Request } from 'express';
import { EnabledWhen } from '../auth/enabled-when.decorator.js';
import { OwnerContext } from '../auth/owner-context.decorator.js';
import type { JsonObject } from '../common/json.js';
import { ClientSignal } from '../http/client-signal.decorator.js';
import type { EventStream } from '../http/event-stream.js';
import { EventStreamInterceptor } from '../http/event-stream.interceptor.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import type { DeletedResponse } from '../openai-wire/responses/deleted-response.js';
import type { ItemPage } from '../openai-wire/responses/item-page.js';
import type { ResponseResource } from '../openai-wire/responses/response-resource.js';
import { KeptResponses } from './kept-responses.service.js';

@Controller('v1/responses/:id')
@EnabledWhen((gateway) => gateway.http.endpoints.responses.enabled)
export class KeptResponsesController {
  constructor(private readonly service: KeptResponses) {}

  @Get()
  @UseInterceptors(EventStreamInterceptor)
  retrieve(
    @Param('id') id: string,
    @Query() query: JsonObject,
    @OwnerContext() owner: OwnerContext,
    @ClientSignal() signal: AbortSignal,
  ): Promise<ResponseResource | EventStream> {
    return this.service.retrieve({ id, owner, signal }, query);
  }

  @Delete()
  remove(
    @Param('id') id: string,
    @OwnerContext() owner: OwnerContext,
    @ClientSignal() signal: AbortSignal,
  ): Promise<DeletedResponse> {
    return this.service.remove({ id, owner, signal });
  }

  @Post('cancel')
  @HttpCode(200)
  cancel(
    @Param('id') id: string,
    @OwnerContext() owner: OwnerContext,
    @ClientSignal() signal: AbortSignal,
  ): Promise<ResponseResource> {
    return this.service.cancel({ id, owner, signal });
  }

  @Get('input_items')
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
