import type { ToolChoice, ToolDefinition } from '../common/conversation.js';
import type { JsonObject } from '../common/json.js';
import { invalidValue } from '../common/request-errors.js';
import { type Described, type Nesting, described } from './nesting.js';
import { readArray, readObject, readOptionalString, readString } from './read.js';
import { maxTools } from './tools.js';

/** What the client lets the model call. `allowed` undefined means all of its tools. */
export interface WireToolChoice {
  choice: ToolChoice;
  allowed?: string[];
}

/** The choice, and the tools that there are to choose from. */
export function readToolChoice(value: unknown, tools: readonly ToolDefinition[], nesting: Nesting): WireToolChoice {
  if (value === undefined || value === null || value === 'auto') return { choice: { type: 'auto' } };
  if (value === 'none') return { choice: { type: 'none' } };
  if (tools.length === 0) throw invalidValue('tool_choice', "it needs 'tools' to choose from");
  if (value === 'required') return { choice: { type: 'required' } };
  if (typeof value === 'string') throw invalidValue('tool_choice', 'expected none, auto, required or an object');
  const choice = readObject(value, 'tool_choice');
  const type = readString(choice['type'], 'tool_choice.type');
  if (type === 'function')
    return { choice: { type: 'tool', name: readToolName(choice, 'tool_choice', tools, nesting) } };
  if (type === 'allowed_tools')
    return readAllowedTools(described(choice, 'tool_choice', 'allowed_tools', nesting), tools, nesting);
  throw invalidValue('tool_choice.type', 'expected function or allowed_tools');
}

function readAllowedTools(
  { fields, path }: Described,
  tools: readonly ToolDefinition[],
  nesting: Nesting,
): WireToolChoice {
  const mode = readMode(fields['mode'], `${path}.mode`, nesting);
  const names = readArray(fields['tools'], `${path}.tools`, maxTools).flatMap((entry, index) => {
    const at = `${path}.tools[${index}]`;
    const tool = readObject(entry, at);
    // Hosted tools may be listed too; they are not there, so there is nothing to allow.
    const isFunction = (readOptionalString(tool['type'], `${at}.type`) ?? 'function') === 'function';
    return isFunction ? [readToolName(tool, at, tools, nesting)] : [];
  });
  if (mode === 'none') return { choice: { type: 'none' } };
  if (mode === 'required' && names.length === 0) throw invalidValue(`${path}.tools`, 'expected at least one tool');
  return { choice: { type: mode }, allowed: names };
}

/** Open Responses has a default and `none` here, which OpenAI's chat completions have not. */
function readMode(value: unknown, path: string, nesting: Nesting): 'auto' | 'required' | 'none' {
  if (nesting === 'nested') return oneOf(readString(value, path), ['auto', 'required'] as const, path);
  return oneOf(readOptionalString(value, path) ?? 'auto', ['auto', 'required', 'none'] as const, path);
}

function oneOf<Word extends string>(given: string, words: readonly Word[], path: string): Word {
  const word = words.find((known) => known === given);
  if (word === undefined) throw invalidValue(path, `expected ${words.join(' or ')}`);
  return word;
}

function readToolName(holder: JsonObject, path: string, tools: readonly ToolDefinition[], nesting: Nesting): string {
  const { fields, path: at } = described(holder, path, 'function', nesting);
  const name = readString(fields['name'], `${at}.name`);
  if (!tools.some((tool) => tool.name === name)) {
    throw invalidValue(`${at}.name`, `'${name.slice(0, 64)}' is not among 'tools'`);
  }
  return name;
}
