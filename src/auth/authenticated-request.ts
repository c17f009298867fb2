import type { IncomingMessage } from 'node:http';
import type { Credential } from './credential.js';

/** A request as `AuthGuard` leaves it; `credential` is absent on routes that are public. */
export interface AuthenticatedRequest extends IncomingMessage {
  credential?: Credential;
}
