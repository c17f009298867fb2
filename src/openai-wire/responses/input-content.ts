import type { TextPart } from '../../common/conversation.js';
import type { JsonObject } from '../../common/json.js';
import { invalidValue, missing, unsupportedValue } from '../../common/request-errors.js';
import { type AttachmentPart, noUploads, readDetail } from '../attachment-part.js';
import { readArray, readObject, readOptionalString, readString } from '../read.js';

/** A part of what goes to the model: text, or something that has to be read first. */
export type InputPart = TextPart | AttachmentPart;

/** The text parts of a message of the assistant, joined. */
export interface AssistantContent {
  text: string;
  refusal: string;
}

/** Content of a user, or of a tool's result: a string, or an array of `input_text`, `input_image` and `input_file`. */
export function readInputContent(value: unknown, path: string): InputPart[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  return readParts(value, path).map(({ part, type, at }) => {
    switch (type) {
      case 'input_text':
        return { type: 'text', text: readString(part['text'], `${at}.text`) };
      case 'input_image':
        return readImage(part, at);
      case 'input_file':
        return readFile(part, at);
      default:
        throw wrongType(type, at, 'input_text, input_image, input_file');
    }
  });
}

/** Content of a system or developer message, which may hold nothing but text. */
export function readSystemContent(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  return readParts(value, path)
    .map(({ part, type, at }) => {
      if (type !== 'input_text') throw wrongType(type, at, 'input_text');
      return readString(part['text'], `${at}.text`);
    })
    .join('');
}

/** Content of an assistant's message, as it came in an earlier answer. */
export function readAssistantContent(value: unknown, path: string): AssistantContent {
  if (typeof value === 'string') return { text: value, refusal: '' };
  const content: AssistantContent = { text: '', refusal: '' };
  for (const { part, type, at } of readParts(value, path)) {
    if (type === 'output_text') content.text += readString(part['text'], `${at}.text`);
    else if (type === 'refusal') content.refusal += readString(part['refusal'], `${at}.refusal`);
    else throw wrongType(type, at, 'output_text, refusal');
  }
  return content;
}

interface TypedPart {
  part: JsonObject;
  type: string;
  /** Path of the part. */
  at: string;
}

function readParts(value: unknown, path: string): TypedPart[] {
  if (value === undefined || value === null) throw missing(path);
  if (!Array.isArray(value)) throw invalidValue(path, 'expected a string or an array of content parts');
  return readArray(value, path).map((entry, index) => {
    const at = `${path}[${index}]`;
    const part = readObject(entry, at);
    return { part, type: readString(part['type'], `${at}.type`), at };
  });
}

function wrongType(type: string, path: string, expected: string) {
  return invalidValue(`${path}.type`, `'${type.slice(0, 40)}' cannot be used here; expected ${expected}`);
}

function readImage(part: JsonObject, path: string): AttachmentPart {
  const detail = readDetail(part['detail'], `${path}.detail`);
  if (part['source'] != null) return { type: 'image', ...readImageSource(part['source'], `${path}.source`), ...detail };
  if (part['file_id'] != null) throw invalidValue(`${path}.file_id`, noUploads.replace('file_data', 'image_url'));
  const param = `${path}.image_url`;
  return { type: 'image', url: readString(part['image_url'], param), param, ...detail };
}

/** The form `{type: "url", url}` or `{type: "base64", media_type, data}`. */
function readImageSource(value: unknown, path: string): { url: string; param: string } {
  const source = readObject(value, path);
  switch (readString(source['type'], `${path}.type`)) {
    case 'url':
      return { url: readString(source['url'], `${path}.url`), param: `${path}.url` };
    case 'base64': {
      const mediaType = readString(source['media_type'], `${path}.media_type`);
      const data = readString(source['data'], `${path}.data`);
      return { url: `data:${mediaType};base64,${data}`, param: `${path}.data` };
    }
    default:
      throw invalidValue(`${path}.type`, 'expected url or base64');
  }
}

function readFile(part: JsonObject, path: string): AttachmentPart {
  if (part['source'] != null) return readFileSource(part['source'], `${path}.source`);
  if (part['file_id'] != null) throw invalidValue(`${path}.file_id`, noUploads);
  if (part['file_url'] != null) throw notFetched(`${path}.file_url`);
  const filename = readOptionalString(part['filename'], `${path}.filename`);
  const param = `${path}.file_data`;
  const data = readString(part['file_data'], param);
  return { type: 'file', data, param, ...(filename === undefined ? {} : { filename }) };
}

function readFileSource(value: unknown, path: string): AttachmentPart {
  const source = readObject(value, path);
  const type = readString(source['type'], `${path}.type`);
  if (type === 'url') throw notFetched(`${path}.url`);
  if (type !== 'base64') throw invalidValue(`${path}.type`, 'expected base64');
  const filename = readOptionalString(source['filename'], `${path}.filename`);
  const mediaType = readOptionalString(source['media_type'], `${path}.media_type`);
  return {
    type: 'file',
    data: readString(source['data'], `${path}.data`),
    param: `${path}.data`,
    ...(filename === undefined ? {} : { filename }),
    ...(mediaType === undefined ? {} : { mediaType }),
  };
}

function notFetched(param: string) {
  return unsupportedValue(param, 'This server does not fetch files; send the content as "file_data".');
}
