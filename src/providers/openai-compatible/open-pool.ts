import { Pool } from 'undici';

/**
 * The time limits are the call's own. HTTP/2 is off, because there an abort ends a stream and not the connection, and
 * calls would share one connection's flow control.
 */
export function openPool(origin: string): Pool {
  return new Pool(origin, { headersTimeout: 0, bodyTimeout: 0, connectTimeout: 10_000, allowH2: false });
}
