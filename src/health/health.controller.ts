import { All, Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../auth/public.decorator.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import { type Readiness, ReadinessService } from './readiness.service.js';

@Controller()
@Public()
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  @Get('healthz')
  health(): { ok: true } {
    return { ok: true };
  }

  @Get('readyz')
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
