import type { IncomingMessage } from 'node:http';
import type { GatewayError } from '../common/gateway-error.js';
import { noteBody } from './body-digest.js';
import type { BodyLimit } from './body-limit.js';
import { BodyTooLargeError, InvalidJsonError, NotJsonError, TooMuchReceivedError } from './http.errors.js';
import type { ReceivedBytes } from './received-bytes.js';

/** Nesting that a body may have; deeper ones exist only to exhaust whoever walks them. */
export const maxJsonDepth = 64;

const jsonBody = 'JSON body of your request';

/** A request whose headers may vouch for its body. */
export interface VouchedRequest extends IncomingMessage {
  /** Throws for a body that is another one than the headers vouch for. */
  checkBody?: (body: Buffer) => void;
}

/**
 * Reads and parses a JSON body. Throws 415 for another content type or an encoded body, 413 over `limit` (without reading
 * the rest), 503 where all bodies together are too much, and 400 for what is not JSON in UTF-8 or is nested too deeply.
 */
export async function readJsonBody(
  request: VouchedRequest,
  limit: BodyLimit,
  received: ReceivedBytes,
): Promise<unknown> {
  if (!isJson(request.headers['content-type']) || isEncoded(request.headers['content-encoding'])) {
    throw new NotJsonError();
  }
  if (Number(request.headers['content-length']) > limit.bytes) throw new BodyTooLargeError(limit);
  const bytes = await readBytes(request, limit, received);
  request.checkBody?.(bytes);
  noteBody(request, bytes);
  return parseJson(decode(bytes), jsonBody);
}

/** Throws 400 for what is not JSON or is nested too deeply; `subject` is what the client is told that the text is. */
export function parseJson(text: string, subject: string): unknown {
  if (text.trim() === '') throw new InvalidJsonError('it is empty', subject);
  if (exceedsDepth(text, maxJsonDepth))
    throw new InvalidJsonError(`it is nested deeper than ${maxJsonDepth} levels`, subject);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidJsonError(
      error instanceof SyntaxError ? withoutExcerpt(error.message) : 'it is not JSON',
      subject,
    );
  }
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '');
}

function isEncoded(encoding: string | undefined): boolean {
  return encoding !== undefined && encoding.toLowerCase() !== 'identity';
}

/**
 * Event listeners rather than `for await`, which costs a multiple on small bodies. None stays: the request lives as long as its
 * answer, and would keep the bytes as long.
 */
function readBytes(request: IncomingMessage, limit: BodyLimit, received: ReceivedBytes): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > limit.bytes) {
      refuse(new BodyTooLargeError(limit));
      return;
    }
    chunks.push(chunk);
    share.add(chunk.length);
  };
  const refuse = (error: GatewayError): void => {
    settle();
    chunks.length = 0;
    request.pause();
    reject(error);
  };
  const onEnd = (): void => {
    settle();
    resolve(chunks[0] !== undefined && chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  };
  const breakOff = (): void => {
    settle();
    reject(new InvalidJsonError('it broke off', jsonBody));
  };
  const share = received.open(() => refuse(new TooMuchReceivedError()));
  const settle = (): void => {
    share.close();
    request.off('data', onData).off('end', onEnd).off('error', breakOff).off('close', breakOff);
  };
  request.on('data', onData).on('end', onEnd).on('error', breakOff).on('close', breakOff);
  // The client may have left while the headers were judged; no event tells of it any more.
  if (request.destroyed) breakOff();
  return promise;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new InvalidJsonError('it is not UTF-8', jsonBody);
  }
}

/** V8 often quotes the text around the fault, which is the caller's own and may be secret; the place is enough. */
function withoutExcerpt(message: string): string {
  const place = / at position \d+(?: \(line \d+ column \d+\))?$/.exec(message)?.[0];
  if (place !== undefined) return `there is a fault${place}`;
  return message.endsWith('end of JSON input') ? 'it ends too early' : 'it is not JSON';
}

/** Counts brackets outside strings. Jumps over strings by `indexOf`, because they are nearly all of a large body. */
function exceedsDepth(text: string, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

/** Index of the quote that closes the string opened at `start`; the end of the text where none does. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote;
  }
  return text.length;
}
