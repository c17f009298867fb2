import type { ImagePart, TextPart } from '../../common/conversation.js';
import type { JsonObject } from '../../common/json.js';
import { invalidValue, missing } from '../../common/request-errors.js';
import { readObject, readOptionalString, readString } from '../read.js';

export type WireContentPart =
  | TextPart
  | { type: 'refusal'; refusal: string }
  | { type: 'image_url'; url: string; detail?: ImagePart['detail']; path: string }
  | { type: 'file'; data: string; filename?: string; path: string };

/** A part that has to be read before a model can use it. */
export type AttachmentPart = Extract<WireContentPart, { type: 'image_url' | 'file' }>;

type PartKind = WireContentPart['type'];

const details = ['auto', 'low', 'high', 'original'] as const;

/**
 * Content as OpenAI defines it: a string, or a non-empty array of parts of the kinds that the role allows. Parts keep their
 * path in the request (`messages[2].content[0]`), so that a later refusal can name it.
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

function readImagePart(part: JsonObject, path: string): WireContentPart {
  const image = readObject(part['image_url'], `${path}.image_url`);
  const url = readString(image['url'], `${path}.image_url.url`);
  const asked = readOptionalString(image['detail'], `${path}.image_url.detail`);
  if (asked === undefined) return { type: 'image_url', url, path };
  const detail = details.find((known) => known === asked);
  if (!detail) throw invalidValue(`${path}.image_url.detail`, `expected ${details.join(', ')}`);
  return { type: 'image_url', url, detail, path };
}

function readFilePart(part: JsonObject, path: string): WireContentPart {
  const file = readObject(part['file'], `${path}.file`);
  if (file['file_id'] !== undefined && file['file_id'] !== null) {
    throw invalidValue(`${path}.file.file_id`, 'this server keeps no uploaded files; send the content as "file_data"');
  }
  const data = readString(file['file_data'], `${path}.file.file_data`);
  const filename = readOptionalString(file['filename'], `${path}.file.filename`);
  return { type: 'file', data, path, ...(filename === undefined ? {} : { filename }) };
}
