import { request } from 'undici';
import { errorCode, errorReason } from '../../common/system-error.js';
import { userAgent } from '../../common/user-agent.js';

/** `unreachable`: nothing listens there. `silent`: something does, and gives no answer of HTTP in time. */
export type HttpOutcome =
  | { kind: 'answer'; status: number; body: string }
  | { kind: 'unreachable'; reason: string }
  | { kind: 'silent'; reason: string };

/** Sends one GET. Never rejects. */
export interface HttpAsker {
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<HttpOutcome>;
}

const milliseconds = 3_000;
const longestBody = 64 * 1024;
/** Nothing was there to take the connection. */
const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

export class UndiciAsker implements HttpAsker {
  /** `timeout` in milliseconds; `longest`: bytes of a body after which the rest is left out. */
  constructor(
    private readonly timeout = milliseconds,
    private readonly longest = longestBody,
  ) {}

  async get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpOutcome> {
    try {
      const { statusCode, body } = await request(url, {
        signal: AbortSignal.timeout(this.timeout),
        reset: true,
        headers: { 'user-agent': userAgent, accept: 'application/json', ...headers },
      });
      return {
        kind: 'answer',
        status: statusCode,
        body: await beginningOf(body as AsyncIterable<Buffer>, this.longest),
      };
    } catch (error) {
      const kind = unreachableCodes.has(errorCode(error) ?? '') ? 'unreachable' : 'silent';
      return { kind, reason: errorCode(error) ?? errorReason(error) };
    }
  }
}

async function beginningOf(body: AsyncIterable<Buffer>, longest: number): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length > longest) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
