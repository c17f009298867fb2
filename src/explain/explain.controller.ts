import { All, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EnabledWhen } from '../auth/enabled-when.decorator.js';
import { OwnerContext } from '../auth/owner-context.decorator.js';
import { chatBodyLimit } from '../chat-completions/chat-body-limit.js';
import { agentHeader, ownerAssertionHeader, ownerHeader, sessionHeader } from '../http/described-headers.js';
import { Describes } from '../http/describes.decorator.js';
import { ClientSignal } from '../http/client-signal.decorator.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import { JsonBody } from '../http/json-body.decorator.js';
import { RouteHeaders } from '../http/route-headers.decorator.js';
import { setWarning } from '../http/run-headers.js';
import { ExplainService } from './explain.service.js';
import type { Explanation } from './explanation.js';
import { explainRequestSchema, explanationSchema } from './explanation.schema.js';

/** Takes the request of a chat completion as it is, with `preview` beside its fields. */
@Controller('v1/explain')
@EnabledWhen((gateway) => gateway.http.endpoints.chatCompletions.enabled)
export class ExplainController {
  constructor(private readonly service: ExplainService) {}

  @Post()
  @HttpCode(200)
  @Describes({
    id: 'explain',
    summary: 'Tells what a chat completion request would do, and why, without calling a model',
    parameters: [agentHeader, sessionHeader, ownerHeader, ownerAssertionHeader],
    body: explainRequestSchema,
    answers: {
      200: { description: 'The explanation, also of a request that would be refused.', json: explanationSchema },
    },
  })
  explain(
    @JsonBody(chatBodyLimit) body: unknown,
    @OwnerContext() owner: OwnerContext,
    @RouteHeaders() route: RouteHeaders,
    @ClientSignal() signal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Explanation> {
    return this.service.explain(body, { owner, route, signal, warn: (text) => setWarning(response, text) });
  }

  @All()
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'POST');
  }
}
