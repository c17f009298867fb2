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
import { leastOutputTokens } from './responses-request.dto.js';

/** The fields that nearly every request consists of. */
const plainFields: Readonly<Record<string, PlainCheck>> = {
  model: isShortText(maxModelLength),
  instructions: isText,
  user: isText,
  stream: isFlag,
  stream_options: isObject,
  temperature: isNumber(0, 2),
  top_p: isNumber(0, 1),
  max_output_tokens: isCount(leastOutputTokens, mostOutputTokens),
  parallel_tool_calls: isFlag,
  store: isFlag,
  input: isAnything,
  tools: isAnything,
  tool_choice: isAnything,
  text: isAnything,
  reasoning: isAnything,
  metadata: isAnything,
  include: isAnything,
};
const checks = new Map(Object.entries(plainFields));

/** Whether `fields` are so plain that `ResponsesRequestDto` would accept them; false means only that nobody knows yet. */
export function isPlainlyValid(fields: JsonObject): boolean {
  return Object.entries(fields).every(([name, value]) => checks.get(name)?.(value) ?? false);
}
