import { Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import type { LogsTailPayload } from '../../gateway-protocol/method-payloads.js';
import { RecentLog } from '../../observability/recent-log.js';
import type { ControlMethod } from '../control-method.port.js';
import { lineLimits } from '../list-limits.js';
import { optionalCount } from '../params.js';

interface LogsTailParams {
  cursor?: number;
  limit?: number;
}

@Injectable()
export class LogsTailMethod implements ControlMethod<LogsTailParams> {
  readonly name = 'logs.tail';
  readonly scope = 'operator.read';
  readonly wholeGateway = true;
  readonly summary = 'The last lines of the log, secrets masked; with `cursor` those that came since';
  readonly params: JSONSchemaType<LogsTailParams> = {
    type: 'object',
    properties: { cursor: optionalCount(Number.MAX_SAFE_INTEGER, 0), limit: optionalCount(lineLimits.most) },
  };

  constructor(private readonly recent: RecentLog) {}

  handle({ cursor, limit = lineLimits.otherwise }: LogsTailParams): LogsTailPayload {
    const tail = this.recent.tail(limit, cursor);
    // A cursor of a gateway that ran before this one lies in the future.
    const reset = cursor !== undefined && cursor > tail.cursor;
    return { file: 'gateway log', size: tail.cursor, reset, ...(reset ? this.recent.tail(limit) : tail) };
  }
}
