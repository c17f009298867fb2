import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { setWarning } from '../http/run-headers.js';
import { OwnerCredentialNeededError } from './auth.errors.js';
import type { AuthenticatedRequest } from './authenticated-request.js';
import { ownerContextOf } from './owner-context.decorator.js';
import { OwnerService } from './owner.service.js';

/** Lets only the owner in; goes on controllers behind `AuthGuard`, in modules that import `AuthModule`. */
@Injectable()
export class OwnerGuard implements CanActivate {
  constructor(private readonly owners: OwnerService) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const sender = ownerContextOf(http.getRequest<AuthenticatedRequest>());
    const { isOwner, why, warning } = this.owners.resolve(sender, false);
    if (warning !== undefined) setWarning(http.getResponse<Response>(), warning);
    if (!isOwner) throw new OwnerCredentialNeededError(why === 'header' ? 'header' : 'credential');
    return true;
  }
}
