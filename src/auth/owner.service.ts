import { Injectable, Logger } from '@nestjs/common';
import { annotateRequest } from '../observability/request-context.js';
import { type ResolvedOwner, type SenderClaim, resolveOwner } from './resolve-owner.js';

/** Decides for every transport alike whether a run is the owner's, and leaves word of it in the log. */
@Injectable()
export class OwnerService {
  private readonly logger = new Logger(OwnerService.name);

  /** `publicMode` is the agent's. A `warning` in the result is for the transport to show to the caller. */
  resolve(sender: SenderClaim, publicMode: boolean): ResolvedOwner {
    const owner = resolveOwner(sender, publicMode);
    annotateRequest({ isOwner: owner.isOwner, ownerBecause: owner.why });
    if (owner.warning !== undefined) this.logger.warn(owner.warning);
    return owner;
  }
}
