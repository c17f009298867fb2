import { invalidAttachment, unsupportedAttachment } from './attachment.errors.js';

export interface InlineData {
  /** Lower case, without parameters. */
  mediaType: string;
  /** Base64 that has been checked. */
  data: string;
}

const acceptedImages = 'image/png, image/jpeg, image/webp and image/gif';
const dataUri = /^data:([a-z0-9.+-]+\/[a-z0-9.+-]+)((?:;[^;,]*)*?);base64,/i;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const sniffedBytes = 16;

/** Reads a base64 `data:` URI; throws a 400 that names `param` for anything else. */
export function parseDataUri(uri: string, param: string): InlineData {
  const head = dataUri.exec(uri);
  if (!head) throw invalidAttachment('Expected a URI of the form data:<media type>;base64,<data>.', param);
  return { mediaType: plainMediaType(head[1]), data: checkBase64(uri.slice(head[0].length), param) };
}

/** Reads an image out of a `data:` URI; the media type must be an accepted one and agree with the image's first bytes. */
export function parseImageDataUri(uri: string, param: string): InlineData {
  return checkImage(parseDataUri(uri, param), param);
}

/** The same for an image whose base64 and media type came separately. */
export function checkImage(image: InlineData, param: string): InlineData {
  const mediaType = image.mediaType === 'image/jpg' ? 'image/jpeg' : image.mediaType;
  const found = sniffImage(Buffer.from(image.data.slice(0, sniffedBytes * 2), 'base64'));
  if (!isAcceptedImage(mediaType)) {
    throw unsupportedAttachment(`Images of type ${mediaType} cannot be read. Accepted: ${acceptedImages}.`, param);
  }
  if (found !== mediaType) {
    const actual = found === undefined ? 'something else' : `an ${found}`;
    throw invalidAttachment(`The data is declared as ${mediaType} but is ${actual}. Send the right media type.`, param);
  }
  return { mediaType, data: image.data };
}

/** Strict: no white space, no URL-safe letters, whole quadruples, not empty. */
export function checkBase64(data: string, param: string): string {
  if (data.length % 4 === 0 && base64.test(data)) return data;
  throw invalidAttachment('The data is not valid base64 (standard alphabet, padded, without white space).', param);
}

/** Lower case, without parameters such as `charset`. */
export function plainMediaType(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function isAcceptedImage(mediaType: string): boolean {
  return ['image/png', 'image/jpeg', 'image/webp', 'image/gif'].includes(mediaType);
}

function sniffImage(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}
