import type { JsonObject } from '../../common/json.js';
import {
  type PlainCheck,
  isAnything,
  isCount,
  isFlag,
  isNumber,
  isObject,
  isShortText,
  isText,
} from '../plain-fields.js';
import { maxModelLength } from '../read.js';
import { mostOutputTokens } from '../run-request.dto.js';

/** The fields that nearly every request consists of. */
const plainFields: Readonly<Record<string, PlainCheck>> = {
  model: isShortText(maxModelLength),
  user: isText,
  stream: isFlag,
  stream_options: isObject,
  temperature: isNumber(0, 2),
  top_p: isNumber(0, 1),
  frequency_penalty: isNumber(-2, 2),
  presence_penalty: isNumber(-2, 2),
  max_tokens: isCount(1, mostOutputTokens),
  max_completion_tokens: isCount(1, mostOutputTokens),
  parallel_tool_calls: isFlag,
  messages: isAnything,
  tools: isAnything,
  tool_choice: isAnything,
  response_format: isAnything,
};
const checks = new Map(Object.entries(plainFields));

/**
 * Whether `fields` are so plain that `ChatRequestDto` would accept them; false means only that nobody knows yet. Asking the
 * decorators costs more than everything else that is read of a small request.
 */
export function isPlainlyValid(fields: JsonObject): boolean {
  return Object.entries(fields).every(([name, value]) => checks.get(name)?.(value) ?? false);
}
