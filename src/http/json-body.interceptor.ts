import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { GatewaySection } from '../config/config-sections.js';
import { readJsonBody } from './read-json-body.js';

/** Reads the body after the guards have judged the headers, so that a stranger's body is never read. */
@Injectable()
export class JsonBodyInterceptor implements NestInterceptor {
  constructor(@Inject(GatewaySection) private readonly gateway: GatewaySection) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const { maxBodyBytes } = this.gateway.current.http.endpoints.chatCompletions;
    request.body = await readJsonBody(request, maxBodyBytes);
    return next.handle();
  }
}
