import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { GatewaySection } from '../config/config-sections.js';
import { readJsonBody } from './read-json-body.js';

/** Makes the parsed body of a request. */
@Injectable()
export class JsonBodyPipe implements PipeTransform<IncomingMessage, Promise<unknown>> {
  constructor(@Inject(GatewaySection) private readonly gateway: GatewaySection) {}

  transform(request: IncomingMessage): Promise<unknown> {
    return readJsonBody(request, this.gateway.current.http.endpoints.chatCompletions.maxBodyBytes);
  }
}
