import type { ImagePart } from '../common/conversation.js';
import { invalidValue } from '../common/request-errors.js';
import { readOptionalString } from './read.js';

/** A part of a request that has to be read before a model can use it. `param` is the field that holds its content. */
export type AttachmentPart =
  | { type: 'image'; url: string; detail?: ImagePart['detail']; param: string }
  | { type: 'file'; data: string; mediaType?: string; filename?: string; param: string };

const details = ['auto', 'low', 'high', 'original'] as const;

/** How closely a model is to look at an image; nothing where the client does not say. */
export function readDetail(value: unknown, path: string): Pick<ImagePart, 'detail'> {
  const asked = readOptionalString(value, path);
  if (asked === undefined) return {};
  const detail = details.find((known) => known === asked);
  if (!detail) throw invalidValue(path, `expected ${details.join(', ')}`);
  return { detail };
}

/** What is told of a file that the client has put elsewhere. */
export const noUploads = 'this server keeps no uploaded files; send the content as "file_data"';
