import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { GatewaySection } from '../config/config-sections.js';
import { checkOrigin } from './origin-check.js';

/** Runs before `AuthGuard`, so that a foreign page cannot even try credentials. */
@Injectable()
export class OriginGuard implements CanActivate {
  constructor(@Inject(GatewaySection) private readonly gateway: GatewaySection) {}

  canActivate(context: ExecutionContext): boolean {
    checkOrigin(context.switchToHttp().getRequest<IncomingMessage>().headers, this.gateway.current);
    return true;
  }
}
