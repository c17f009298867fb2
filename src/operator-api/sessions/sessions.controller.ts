import { All, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import type { Request } from 'express';
import { EnabledWhen } from '../../auth/enabled-when.decorator.js';
import { OwnerContext } from '../../auth/owner-context.decorator.js';
import { OwnerGuard } from '../../auth/owner.guard.js';
import { listLimits, mostSkipped, turnLimits } from '../../control/list-limits.js';
import { senderHeaders } from '../../http/described-request-headers.js';
import { Describes } from '../../http/describes.decorator.js';
import { MethodNotAllowedError } from '../../http/http.errors.js';
import { agentParameter, limitParameter, sessionKeyParameter } from '../described-parameters.js';
import type { Query as QueryValues } from '../read-query.js';
import { deletedSessionSchema, sessionListSchema, sessionSchema, sessionWithHistorySchema } from './session.schema.js';
import { SessionsApi } from './sessions-api.service.js';
import type { DeletedSession, WireSession, WireSessionList, WireSessionWithHistory } from './wire-session.js';

@Controller('v1/sessions')
@EnabledWhen((gateway) => gateway.http.endpoints.operator.enabled)
@UseGuards(OwnerGuard)
export class SessionsController {
  constructor(private readonly service: SessionsApi) {}

  @Get()
  @Describes({
    id: 'listSessions',
    summary: 'The kept sessions, the last used first',
    parameters: [
      ...senderHeaders,
      agentParameter,
      { name: 'search', in: 'query', description: 'A part of the key, in any case.', schema: { type: 'string' } },
      limitParameter(listLimits),
      {
        name: 'offset',
        in: 'query',
        description: 'Leaves out so many at the beginning.',
        schema: { type: 'integer', minimum: 0, maximum: mostSkipped, default: 0 },
      },
    ],
    answers: { 200: { description: 'Those that fit.', json: sessionListSchema } },
  })
  list(@Query() query: QueryValues, @OwnerContext() { credential }: OwnerContext): Promise<WireSessionList> {
    return this.service.list(query, credential);
  }

  @Get(':key')
  @Describes({
    id: 'retrieveSession',
    summary: 'One session with its newest turns',
    parameters: [
      sessionKeyParameter,
      ...senderHeaders,
      limitParameter(turnLimits),
      {
        name: 'before',
        in: 'query',
        description: 'The id of a turn: gives the ones that came before it.',
        schema: { type: 'string' },
      },
    ],
    answers: { 200: { description: 'The session; 404 where none is kept.', json: sessionWithHistorySchema } },
  })
  describe(
    @Param('key') key: string,
    @Query() query: QueryValues,
    @OwnerContext() { credential }: OwnerContext,
  ): Promise<WireSessionWithHistory> {
    return this.service.describe(key, query, credential);
  }

  @Post(':key/reset')
  @HttpCode(200)
  @Describes({
    id: 'resetSession',
    summary: 'Stops the runs of a session and lets it begin anew',
    details: 'What was said stays stored. No body is read.',
    parameters: [sessionKeyParameter, ...senderHeaders],
    answers: { 200: { description: 'The session; 404 where none is kept.', json: sessionSchema } },
  })
  reset(@Param('key') key: string, @OwnerContext() { credential }: OwnerContext): Promise<WireSession> {
    return this.service.reset(key, credential);
  }

  @Delete(':key')
  @Describes({
    id: 'deleteSession',
    summary: 'Stops the runs of a session and removes it with all that was said',
    parameters: [sessionKeyParameter, ...senderHeaders],
    answers: { 200: { description: 'It is gone; 404 where none was kept.', json: deletedSessionSchema } },
  })
  remove(@Param('key') key: string, @OwnerContext() { credential }: OwnerContext): Promise<DeletedSession> {
    return this.service.remove(key, credential);
  }

  @All()
  refuseForAll(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'GET');
  }

  @All(':key')
  refuseForOne(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'GET, DELETE');
  }

  @All(':key/reset')
  refuseForReset(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'POST');
  }
}
