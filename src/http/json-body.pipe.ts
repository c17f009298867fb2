import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { GatewaySection } from '../config/config-sections.js';
import type { BodyLimitOf } from './body-limit.js';
import { type VouchedRequest, readJsonBody } from './read-json-body.js';
import { ReceivedBytes } from './received-bytes.js';

/** A request whose body nobody has read yet. */
export interface UnreadBody {
  readonly request: VouchedRequest;
  readonly limitOf: BodyLimitOf;
}

/** Makes the parsed body of a request. */
@Injectable()
export class JsonBodyPipe implements PipeTransform<UnreadBody, Promise<unknown>> {
  constructor(
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    private readonly received: ReceivedBytes,
  ) {}

  transform({ request, limitOf }: UnreadBody): Promise<unknown> {
    return readJsonBody(request, limitOf(this.gateway.current), this.received);
  }
}
