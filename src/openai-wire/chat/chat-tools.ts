import type { ToolChoice, ToolDefinition } from '../../common/conversation.js';
import { invalidValue } from '../../common/request-errors.js';
import { readArray, readName, readObject, readOptionalBoolean, readOptionalString, readString } from '../read.js';

const maxTools = 1_000;

export interface WireTools {
  tools: ToolDefinition[];
  /** Types of hosted tools that this server does not have, e.g. `web_search`. */
  unknownTypes: string[];
}

export function readTools(value: unknown): WireTools {
  const read: WireTools = { tools: [], unknownTypes: [] };
  if (value === undefined || value === null) return read;
  readArray(value, 'tools', maxTools).forEach((entry, index) => {
    const path = `tools[${index}]`;
    const tool = readObject(entry, path);
    const type = readString(tool['type'], `${path}.type`);
    if (type === 'function') read.tools.push(readFunction(tool['function'], `${path}.function`));
    else read.unknownTypes.push(type);
  });
  return read;
}

function readFunction(value: unknown, path: string): ToolDefinition {
  const definition = readObject(value, path);
  const name = readName(definition['name'], `${path}.name`);
  const parameters = definition['parameters'];
  const strict = readOptionalBoolean(definition['strict'], `${path}.strict`);
  return {
    name,
    description: readOptionalString(definition['description'], `${path}.description`) ?? '',
    parameters:
      parameters === undefined || parameters === null
        ? { type: 'object', properties: {} }
        : readObject(parameters, `${path}.parameters`),
    ...(strict === undefined ? {} : { strict }),
  };
}

/** What the client lets the model call. `allowed` undefined means all of its tools. */
export interface WireToolChoice {
  choice: ToolChoice;
  allowed?: string[];
}

export function readToolChoice(value: unknown, tools: readonly ToolDefinition[]): WireToolChoice {
  if (value === undefined || value === null || value === 'auto') return { choice: { type: 'auto' } };
  if (value === 'none') return { choice: { type: 'none' } };
  if (tools.length === 0) throw invalidValue('tool_choice', "it needs 'tools' to choose from");
  if (value === 'required') return { choice: { type: 'required' } };
  if (typeof value === 'string') throw invalidValue('tool_choice', 'expected none, auto, required or an object');
  const choice = readObject(value, 'tool_choice');
  const type = readString(choice['type'], 'tool_choice.type');
  if (type === 'function') return { choice: { type: 'tool', name: readToolName(choice, 'tool_choice', tools) } };
  if (type === 'allowed_tools') return readAllowedTools(choice['allowed_tools'], tools);
  throw invalidValue('tool_choice.type', 'expected function or allowed_tools');
}

function readAllowedTools(value: unknown, tools: readonly ToolDefinition[]): WireToolChoice {
  const path = 'tool_choice.allowed_tools';
  const allowed = readObject(value, path);
  const mode = readString(allowed['mode'], `${path}.mode`);
  if (mode !== 'auto' && mode !== 'required') throw invalidValue(`${path}.mode`, 'expected auto or required');
  const names = readArray(allowed['tools'], `${path}.tools`, maxTools).map((tool, index) =>
    readToolName(readObject(tool, `${path}.tools[${index}]`), `${path}.tools[${index}]`, tools),
  );
  if (mode === 'required' && names.length === 0) throw invalidValue(`${path}.tools`, 'expected at least one tool');
  return { choice: { type: mode }, allowed: names };
}

function readToolName(holder: Record<string, unknown>, path: string, tools: readonly ToolDefinition[]): string {
  const name = readString(readObject(holder['function'], `${path}.function`)['name'], `${path}.function.name`);
  if (!tools.some((tool) => tool.name === name)) {
    throw invalidValue(`${path}.function.name`, `'${name.slice(0, 64)}' is not among 'tools'`);
  }
  return name;
}
