import type { ResponseFormat } from '../../common/conversation.js';
import { isJsonObject } from '../../common/json.js';
import { readChoice, readObject } from '../read.js';
import { readResponseFormat } from '../response-format.js';

export interface WireText {
  format: ResponseFormat | undefined;
  verbosity: string | undefined;
}

/** `text` of a request; its `format` may be left out. */
export function readText(value: unknown): WireText {
  if (value === undefined || value === null) return { format: undefined, verbosity: undefined };
  const text = readObject(value, 'text');
  return {
    format: readResponseFormat(withoutEmptySchema(text['format']), 'text.format', 'flat'),
    verbosity: readChoice(text['verbosity'], 'text.verbosity', ['low', 'medium', 'high']),
  };
}

/** Open Responses lets the schema be left out, and the name with it: any JSON object will do then. */
function withoutEmptySchema(format: unknown): unknown {
  if (!isJsonObject(format) || format['type'] !== 'json_schema') return format;
  const { schema } = format;
  return schema === undefined || schema === null ? { type: 'json_object' } : format;
}
