import type { ResponseFormat } from '../../common/conversation.js';
import { missing } from '../../common/request-errors.js';
import { readObject } from '../read.js';
import { readResponseFormat } from '../response-format.js';
import { readChoice } from './read-reasoning.js';

export interface WireText {
  format: ResponseFormat | undefined;
  verbosity: string | undefined;
}

/** `text` of a request; its `format` may be left out. */
export function readText(value: unknown): WireText {
  if (value === undefined || value === null) return { format: undefined, verbosity: undefined };
  const text = readObject(value, 'text');
  const format = readResponseFormat(text['format'], 'text.format', 'flat');
  if (format?.type === 'json_schema' && format.schema === undefined) throw missing('text.format.schema');
  return { format, verbosity: readChoice(text['verbosity'], 'text.verbosity', ['low', 'medium', 'high']) };
}
