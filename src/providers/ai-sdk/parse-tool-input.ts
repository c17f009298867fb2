import { tryParseJson } from '../../common/json.js';
import { asObject } from '../json-value.js';

/**
 * The arguments of an earlier tool call as the object these APIs demand. Text that is no JSON object is kept under
 * `arguments`, so that the model sees what it wrote.
 */
export function parseToolInput(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  return asObject(tryParseJson(text)) ?? { arguments: text };
}
