import type { OwnerContext } from '../auth/owner-context.decorator.js';
import type { RouteHeaders } from '../http/route-headers.decorator.js';

/** What a request for a run brings besides its body, by whatever door it came. */
export interface RunCall {
  owner: OwnerContext;
  route: RouteHeaders;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
  /** Is told in ASCII what the caller should know, whatever becomes of the request. */
  warn(text: string): void;
}
