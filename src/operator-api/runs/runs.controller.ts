import {
  All,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { Request } from 'express';
import { EnabledWhen } from '../../auth/enabled-when.decorator.js';
import { OwnerContext } from '../../auth/owner-context.decorator.js';
import { OwnerGuard } from '../../auth/owner.guard.js';
import { listLimits } from '../../control/list-limits.js';
import { ClientSignal } from '../../http/client-signal.decorator.js';
import { senderHeaders } from '../../http/described-request-headers.js';
import { Describes } from '../../http/describes.decorator.js';
import type { EventStream } from '../../http/event-stream.js';
import { EventStreamInterceptor } from '../../http/event-stream.interceptor.js';
import { MethodNotAllowedError } from '../../http/http.errors.js';
import { agentParameter, limitParameter, runIdParameter } from '../described-parameters.js';
import type { Query as QueryValues } from '../read-query.js';
import { runEventSchema } from './run-event.schema.js';
import { runListSchema, runSchema, runStatusSchema } from './run.schema.js';
import { RunsApi } from './runs-api.service.js';
import type { WireRun, WireRunList } from './wire-run.js';

@Controller('v1/runs')
@EnabledWhen((gateway) => gateway.http.endpoints.operator.enabled)
@UseGuards(OwnerGuard)
export class RunsController {
  constructor(private readonly service: RunsApi) {}

  @Get()
  @Describes({
    id: 'listRuns',
    summary: 'The runs under way and the last ones that ended, the newest first',
    parameters: [
      ...senderHeaders,
      { name: 'status', in: 'query', description: 'Only those of this status.', schema: runStatusSchema },
      agentParameter,
      { name: 'session', in: 'query', description: 'Only those of this session.', schema: { type: 'string' } },
      limitParameter(listLimits),
    ],
    answers: { 200: { description: 'Those that fit.', json: runListSchema } },
  })
  list(@Query() query: QueryValues, @OwnerContext() { credential }: OwnerContext): WireRunList {
    return this.service.list(query, credential);
  }

  @Get(':id')
  @Describes({
    id: 'retrieveRun',
    summary: 'What became of a run so far',
    parameters: [runIdParameter, ...senderHeaders],
    answers: { 200: { description: 'The run; 404 where it is not known.', json: runSchema } },
  })
  describe(@Param('id') id: string, @OwnerContext() { credential }: OwnerContext): WireRun {
    return this.service.describe(id, credential);
  }

  @Get(':id/events')
  @UseInterceptors(EventStreamInterceptor)
  @Describes({
    id: 'followRun',
    summary: 'All that a run says, from its beginning on and live',
    details: 'A reader that leaves does not stop the run, and comes back where it was by `Last-Event-ID`.',
    parameters: [
      runIdParameter,
      ...senderHeaders,
      {
        name: 'after',
        in: 'query',
        description: 'Begins after the event of this index.',
        schema: { type: 'integer', minimum: 0 },
      },
      {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'The same; wins over `after`.',
        schema: { type: 'integer', minimum: 0 },
      },
    ],
    answers: {
      200: { description: 'The events; 404 where the run is not known.', events: runEventSchema },
      204: { description: 'There are no more.' },
    },
  })
  follow(
    @Param('id') id: string,
    @Query() query: QueryValues,
    @Headers('last-event-id') lastEventId: string | undefined,
    @OwnerContext() { credential }: OwnerContext,
    @ClientSignal() signal: AbortSignal,
  ): EventStream | undefined {
    return this.service.follow(id, { credential, query, lastEventId, signal });
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Describes({
    id: 'cancelRun',
    summary: 'Stops a run, also one that still waits',
    details: 'One that has ended stays as it is. No body is read.',
    parameters: [runIdParameter, ...senderHeaders],
    answers: { 200: { description: 'The run as it ended; 404 where it is not known.', json: runSchema } },
  })
  cancel(
    @Param('id') id: string,
    @OwnerContext() { credential }: OwnerContext,
    @ClientSignal() signal: AbortSignal,
  ): Promise<WireRun> {
    return this.service.cancel(id, { credential, signal });
  }

  @All(['', ':id', ':id/events'])
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'GET');
  }

  @All(':id/cancel')
  refuseForCancel(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'POST');
  }
}
