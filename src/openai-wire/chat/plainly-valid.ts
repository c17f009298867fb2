import { type JsonObject, isJsonObject } from '../../common/json.js';
import { maxModelLength } from './chat-request.dto.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isAnything: Check = () => true;

const isNumber =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most;

const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 1;

/** The fields that nearly every request consists of. */
const plainFields: Readonly<Record<string, Check>> = {
  model: (value) => typeof value === 'string' && value.length <= maxModelLength,
  user: isText,
  stream: isFlag,
  stream_options: isJsonObject,
  temperature: isNumber(0, 2),
  top_p: isNumber(0, 1),
  frequency_penalty: isNumber(-2, 2),
  presence_penalty: isNumber(-2, 2),
  max_tokens: isCount,
  max_completion_tokens: isCount,
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
