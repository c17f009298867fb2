import { TextDecoder } from 'node:util';

/** How far into a page its own word on its encoding is looked for, as browsers do. */
const prescanBytes = 1024;

export interface EncodedText {
  bytes: Uint8Array;
  /** Whether more bytes came after these: the last character may then be half, and is left out. */
  isCut: boolean;
}

/** A body as text: by its byte order mark, else its header, else what the page says itself, else UTF-8 and what came before it. */
export function decodeText({ bytes, isCut }: EncodedText, contentType: string): string {
  const decode = (decoder: TextDecoder): string => decoder.decode(bytes, { stream: isCut });
  const label = markOf(bytes) ?? charsetOf(contentType) ?? declaredIn(bytes);
  const decoder = label === undefined ? undefined : decoderFor(label);
  if (decoder) return decode(decoder);
  try {
    return decode(new TextDecoder('utf-8', { fatal: true }));
  } catch {
    return decode(new TextDecoder('windows-1252'));
  }
}

function markOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function charsetOf(text: string): string | undefined {
  return /charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(text)?.[1];
}

/** A page that can say so in these bytes is not in UTF-16, whatever it says. */
function declaredIn(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, prescanBytes)).toString('latin1');
  const label = /<meta[^>]{1,200}/i.test(start)
    ? charsetOf(start)
    : /^<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})/.exec(start)?.[1];
  return label?.toLowerCase().startsWith('utf-16') ? 'utf-8' : label;
}

function decoderFor(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}
