import type { ToolDefinition } from '../common/conversation.js';
import { type Described, type Nesting, described } from './nesting.js';
import { readArray, readName, readObject, readOptionalBoolean, readOptionalString, readString } from './read.js';

export const maxTools = 1_000;

export interface WireTools {
  tools: ToolDefinition[];
  /** Types of hosted tools that this server does not have, e.g. `web_search`. */
  unknownTypes: string[];
}

export function readTools(value: unknown, nesting: Nesting): WireTools {
  const read: WireTools = { tools: [], unknownTypes: [] };
  if (value === undefined || value === null) return read;
  readArray(value, 'tools', maxTools).forEach((entry, index) => {
    const path = `tools[${index}]`;
    const tool = readObject(entry, path);
    const type = readString(tool['type'], `${path}.type`);
    if (type === 'function') read.tools.push(readFunction(described(tool, path, 'function', nesting)));
    else read.unknownTypes.push(type);
  });
  return read;
}

function readFunction({ fields, path }: Described): ToolDefinition {
  const parameters = fields['parameters'];
  const strict = readOptionalBoolean(fields['strict'], `${path}.strict`);
  return {
    name: readName(fields['name'], `${path}.name`),
    description: readOptionalString(fields['description'], `${path}.description`) ?? '',
    parameters:
      parameters === undefined || parameters === null
        ? { type: 'object', properties: {} }
        : readObject(parameters, `${path}.parameters`),
    ...(strict === undefined ? {} : { strict }),
  };
}
