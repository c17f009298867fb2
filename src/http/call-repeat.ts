import type { IncomingMessage } from 'node:http';
import { invalidValue } from '../common/request-errors.js';
import { requestHeaderNames } from './request-header-names.js';

/** What a request says about being sent more than once. */
export interface CallRepeat {
  /** The client's own name for the call, the same each time it is sent. */
  key: string | undefined;
  /** How often the client has sent the call before; undefined where it does not count. */
  retryCount: number | undefined;
  /** SHA-256 of the body as it came. To be asked once the body has been read, and only where one of the others is there. */
  bodyDigest: () => string;
}

const keyName = requestHeaderNames.idempotencyKey.toLowerCase();
const countName = requestHeaderNames.retryCount;

/** Throws 400 for a key that is none, or is sent more than once. */
export function keyOf({ headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>): string | undefined {
  const [key, ...more] = headersDistinct[keyName] ?? [];
  if (key === undefined) return undefined;
  if (more.length === 0 && /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw invalidValue(requestHeaderNames.idempotencyKey, 'expected 1 to 255 printable ASCII characters, sent once');
}

/** What is no number is ignored: the header belongs to the libraries of OpenAI, and people copy it. */
export function retryCountOf({ headers }: Pick<IncomingMessage, 'headers'>): number | undefined {
  const count = headers[countName];
  return typeof count === 'string' && /^\d{1,6}$/.test(count) ? Number(count) : undefined;
}

/** Whether a request may come again in a way that shows. */
export function isRepeatable({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers[keyName] !== undefined || headers[countName] !== undefined;
}
