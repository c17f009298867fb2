import type { TextPart } from '../../common/conversation.js';
import type { JsonObject } from '../../common/json.js';
import { invalidValue, missing } from '../../common/request-errors.js';
import { type AttachmentPart, noUploads, readDetail } from '../attachment-part.js';
import { readObject, readOptionalString, readString } from '../read.js';

export type WireContentPart = TextPart | { type: 'refusal'; refusal: string } | AttachmentPart;

type PartKind = 'text' | 'refusal' | 'image_url' | 'file';

/**
 * Content as OpenAI defines it: a string, or a non-empty array of parts of the kinds that the role allows. Attachments keep
 * the field that holds them, so that a later refusal can name it.
 */
export function readContent(value: unknown, path: string, kinds: readonly PartKind[]): WireContentPart[] {
  if (value === undefined || value === null) throw missing(path);
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  if (!Array.isArray(value)) throw invalidValue(path, 'expected a string or an array of content parts');
  if (value.length === 0) throw invalidValue(path, 'expected at least one content part');
  return value.map((part, index) => readPart(part, `${path}[${index}]`, kinds));
}

/** The text of content that may hold nothing but text. */
export function readTextContent(value: unknown, path: string): string {
  return readContent(value, path, ['text'])
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('');
}

function readPart(value: unknown, path: string, kinds: readonly PartKind[]): WireContentPart {
  const part = readObject(value, path);
  const type = readString(part['type'], `${path}.type`);
  const kind = kinds.find((known) => known === type);
  switch (kind) {
    case 'text':
      return { type: 'text', text: readString(part['text'], `${path}.text`) };
    case 'refusal':
      return { type: 'refusal', refusal: readString(part['refusal'], `${path}.refusal`) };
    case 'image_url':
      return readImagePart(part, path);
    case 'file':
      return readFilePart(part, path);
    case undefined:
      throw invalidValue(`${path}.type`, `'${type.slice(0, 40)}' cannot be used here; expected ${kinds.join(', ')}`);
  }
}

function readImagePart(part: JsonObject, path: string): AttachmentPart {
  const image = readObject(part['image_url'], `${path}.image_url`);
  const param = `${path}.image_url.url`;
  const url = readString(image['url'], param);
  return { type: 'image', url, param, ...readDetail(image['detail'], `${path}.image_url.detail`) };
}

function readFilePart(part: JsonObject, path: string): AttachmentPart {
  const file = readObject(part['file'], `${path}.file`);
  if (file['file_id'] !== undefined && file['file_id'] !== null) {
    throw invalidValue(`${path}.file.file_id`, noUploads);
  }
  const param = `${path}.file.file_data`;
  const data = readString(file['file_data'], param);
  const filename = readOptionalString(file['filename'], `${path}.file.filename`);
  return { type: 'file', data, param, ...(filename === undefined ? {} : { filename }) };
}
