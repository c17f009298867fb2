import type { VouchedRequest } from '../http/read-json-body.js';
import type { Caller, Credential } from './credential.js';

/** A request as `AuthGuard` leaves it; `credential` is absent on routes that are public. */
export interface AuthenticatedRequest extends VouchedRequest {
  credential?: Credential;
  assertion?: Caller['assertion'];
}
