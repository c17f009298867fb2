import { plainMediaType } from '../common/media-type.js';
import { invalidValue } from '../common/request-errors.js';
import { checkBase64 } from './check-base64.js';

export interface InlineData {
  /** Lower case, without parameters. */
  mediaType: string;
  /** Base64 that has been checked. */
  data: string;
}

/** Characters before the data; a media type and its parameters need no more. */
const longestHead = 1_000;
const dataUri = /^data:([a-z0-9.+-]+\/[a-z0-9.+-]+)((?:;[^;,]*)*?);base64,/i;

/** Reads a base64 `data:` URI; throws a 400 that names `param` for anything else. */
export function parseDataUri(uri: string, param: string): InlineData {
  const head = dataUri.exec(uri.slice(0, longestHead));
  if (!head) throw invalidValue(param, 'expected a URI of the form data:<media type>;base64,<data>');
  return { mediaType: plainMediaType(head[1]), data: checkBase64(uri.slice(head[0].length), param) };
}
