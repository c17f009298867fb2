import { All, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EnabledWhen } from '../auth/enabled-when.decorator.js';
import { OwnerContext } from '../auth/owner-context.decorator.js';
import { Reading } from '../auth/reading.decorator.js';
import type { CallRepeat } from '../http/call-repeat.js';
import { Repeat } from '../http/call-repeat.decorator.js';
import { continuedRunHeaders, originHeaders } from '../http/described-request-headers.js';
import { Describes } from '../http/describes.decorator.js';
import { ClientSignal } from '../http/client-signal.decorator.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import { JsonBody } from '../http/json-body.decorator.js';
import { OnDisconnect } from '../http/on-disconnect.decorator.js';
import { RouteHeaders } from '../http/route-headers.decorator.js';
import { setWarning } from '../http/run-headers.js';
import { explainBodyLimit } from './explain-body-limit.js';
import { ExplainService } from './explain.service.js';
import type { Explanation } from './explanation.js';
import { explainRequestSchema, explanationSchema } from './explanation.schema.js';

/** Takes the request of a chat completion or a response as it is, with `preview` beside its fields. */
@Controller('v1/explain')
@EnabledWhen(({ http: { endpoints } }) => endpoints.chatCompletions.enabled || endpoints.responses.enabled)
export class ExplainController {
  constructor(private readonly service: ExplainService) {}

  @Post()
  @Reading()
  @HttpCode(200)
  @Describes({
    id: 'explain',
    summary: 'Tells what a request for a chat completion or a response would do, and why, without calling a model',
    parameters: [...originHeaders, ...continuedRunHeaders],
    body: explainRequestSchema,
    answers: {
      200: { description: 'The explanation, also of a request that would be refused.', json: explanationSchema },
    },
  })
  explain(
    @JsonBody(explainBodyLimit) body: unknown,
    @OwnerContext() owner: OwnerContext,
    @RouteHeaders() route: RouteHeaders,
    @OnDisconnect() onDisconnect: OnDisconnect,
    @Repeat() repeat: CallRepeat,
    @ClientSignal() signal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Explanation> {
    return this.service.explain(body, {
      ...{ owner, route, onDisconnect, signal, isOverHttp: true, hasKey: repeat.key !== undefined },
      warn: (text) => setWarning(response, text),
    });
  }

  @All()
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'POST');
  }
}
