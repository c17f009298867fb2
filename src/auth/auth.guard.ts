import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { GatewaySection } from '../config/config-sections.js';
import { endpointNotFound } from '../http/endpoint-not-found.js';
import { setHeaders } from '../http/set-headers.js';
import type { AuthenticatedRequest } from './authenticated-request.js';
import { AuthenticationService } from './authentication.service.js';
import { presentedBearer } from './bearer.js';
import type { Credential } from './credential.js';
import { ENABLED_WHEN } from './enabled-when.decorator.js';
import type { EndpointCondition } from './enabled-when.decorator.js';
import { KeyLimits } from './limits/key-limits.service.js';
import { toLimitHeaders } from './limits/to-limit-headers.js';
import { IS_PUBLIC } from './public.decorator.js';
import { IS_READING } from './reading.decorator.js';
import { requireScope } from './require-scope.js';

const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Closes every HTTP route that is not `@Public()`; judged on the headers, before the body is read. A route that is
 * switched off is not found before anybody is asked who they are.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    private readonly authentication: AuthenticationService,
    private readonly limits: KeyLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<AuthenticatedRequest>();
    const targets = [context.getHandler(), context.getClass()];
    const isEnabled = this.reflector.getAllAndOverride<EndpointCondition | undefined>(ENABLED_WHEN, targets);
    if (isEnabled && !isEnabled(this.gateway.current)) throw endpointNotFound(request);
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    const credential = await this.identify(request);
    const isReading = this.reflector.getAllAndOverride<boolean | undefined>(IS_READING, targets);
    const changesNothing = isReading === true || readingMethods.has(request.method ?? '');
    requireScope(credential, changesNothing ? 'operator.read' : 'operator.write');
    // What a run uses is told once it is known; all other answers, and all refusals, tell how things stand.
    setHeaders(http.getResponse<Response>(), toLimitHeaders(await this.limits.look(credential)));
    return true;
  }

  private async identify(request: AuthenticatedRequest): Promise<Credential> {
    const { rawHeaders, socket, method = '', url: target = '' } = request;
    const attempt = {
      presented: presentedBearer(rawHeaders),
      rawHeaders,
      peer: socket.remoteAddress,
      request: { method, target },
    };
    const caller = await this.authentication.identify(attempt);
    request.credential = caller.credential;
    request.assertion = caller.assertion;
    request.checkBody = (body) => this.authentication.checkBody(attempt, caller, body);
    return caller.credential;
  }
}
