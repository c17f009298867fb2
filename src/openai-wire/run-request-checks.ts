import { type PlainCheck, isAnything, isFlag, isNumber, isObject, isShortText, isText } from './plain-checks.js';
import { maxModelLength } from './read.js';

/** Of the fields that chat completions and responses have alike, those that nearly every request consists of. */
export const runRequestChecks: Readonly<Record<string, PlainCheck>> = {
  model: isShortText(maxModelLength),
  user: isText,
  stream: isFlag,
  stream_options: isObject,
  temperature: isNumber(0, 2),
  top_p: isNumber(0, 1),
  frequency_penalty: isNumber(-2, 2),
  presence_penalty: isNumber(-2, 2),
  parallel_tool_calls: isFlag,
  tools: isAnything,
  tool_choice: isAnything,
};
