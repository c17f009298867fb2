import { All, Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../auth/public.decorator.js';
import { Describes } from '../http/describes.decorator.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import { healthSchema, readinessSchema } from './health.schema.js';
import { type Readiness, ReadinessService } from './readiness.service.js';

@Controller()
@Public()
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  @Get('healthz')
  @Describes({
    id: 'health',
    summary: 'Whether the gateway is up',
    answers: { 200: { description: 'It is.', json: healthSchema } },
  })
  health(): { ok: true } {
    return { ok: true };
  }

  @Get('readyz')
  @Describes({
    id: 'readiness',
    summary: 'Whether runs can be served',
    answers: {
      200: { description: 'They can.', json: readinessSchema },
      503: { description: 'They cannot, for the reasons given.', json: readinessSchema },
    },
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const readiness = await this.readiness.check();
    response.status(readiness.ok ? 200 : 503);
    return readiness;
  }

  @All(['healthz', 'readyz'])
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'GET');
  }
}
