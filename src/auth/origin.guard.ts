import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { ConfigService } from '../config/config.service.js';
import { GatewaySection } from '../config/config-sections.js';
import { checkOrigin } from './origin-check.js';

/** Runs before `AuthGuard`, so that a foreign page cannot even try credentials. */
@Injectable()
export class OriginGuard implements CanActivate {
  constructor(
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    private readonly config: ConfigService,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<IncomingMessage>();
    checkOrigin(headers, this.gateway.current, this.config.listen.host);
    return true;
  }
}
