import type { Dispatcher } from 'undici';
import { describeSize } from '../../common/describe-amount.js';
import { limitText } from '../../common/limit-text.js';
import { plainMediaType } from '../../common/media-type.js';
import { PageFetchError } from '../pages/page-fetcher.port.js';
import { contentKind, declaredKind } from './content-kind.js';
import { decodeText } from './decode-text.js';
import type { HtmlToReadable, ReadableText } from './html-to-readable.js';
import { readBody } from './read-body.js';

/** Of a body, to tell what it is. */
const sniffedBytes = 1024;
const mostBytesPerCharacter = 4;

export interface ReadLimits {
  maxBytes: number;
  /** UTF-16 units. */
  maxCharacters: number;
  signal: AbortSignal;
}

/** What an answer has to say, in text. @throws PageFetchError where it is no text */
export async function readPage(
  { headers, body }: Dispatcher.ResponseData,
  html: HtmlToReadable,
  { maxBytes, maxCharacters, signal }: ReadLimits,
): Promise<ReadableText> {
  const contentType = headerOf(headers['content-type']);
  const mediaType = plainMediaType(contentType);
  if (declaredKind(mediaType) === 'binary') throw notText(mediaType, headerOf(headers['content-length']));
  const { bytes, truncated } = await readBody(body, headerOf(headers['content-encoding']), maxBytes);
  const kind = contentKind(mediaType, bytes.subarray(0, sniffedBytes));
  if (kind === 'binary') throw notText(mediaType, String(bytes.length));
  if (kind === 'html') {
    const readable = await html.convert(decodeText({ bytes, isCut: truncated }, contentType), maxCharacters, signal);
    return { ...readable, truncated: readable.truncated || truncated };
  }
  const start = bytes.subarray(0, (maxCharacters + 1) * mostBytesPerCharacter);
  const whole = decodeText({ bytes: start, isCut: truncated || start.length < bytes.length }, contentType);
  const text = limitText(whole, maxCharacters);
  return { title: undefined, text, truncated: truncated || text.length < whole.length };
}

/** The last one counts where a header is there twice. */
export function headerOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.at(-1) : value) ?? '';
}

function notText(mediaType: string, length: string): PageFetchError {
  const size = /^\d{1,15}$/.test(length) ? `, ${describeSize(Number(length))}` : '';
  return new PageFetchError(`${limitText(mediaType || 'unknown type', 100)}${size}: not text, so it was not read.`);
}
