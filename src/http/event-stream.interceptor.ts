import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { type Observable, map } from 'rxjs';
import { Clock } from '../common/clock.js';
import { EventStream, streamEvents } from './event-stream.js';

/**
 * Sends an `EventStream` as server-sent events; any other answer passes. Undefined is status 204, by which readers that come
 * back by themselves know that there is no more.
 */
@Injectable()
export class EventStreamInterceptor implements NestInterceptor {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(map((answer: unknown) => this.sent(answer, response)));
  }

  private sent(answer: unknown, response: Response): unknown {
    if (answer === undefined) response.status(204);
    return answer instanceof EventStream ? streamEvents(answer, response, this.clock) : answer;
  }
}
