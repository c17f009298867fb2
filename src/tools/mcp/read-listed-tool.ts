import { type JsonObject, isDeeperThan, isJsonObject } from '../../common/json.js';
import { limitText } from '../../common/limit-text.js';

const longestName = 256;
const longestDescription = 2_000;
const longestSchema = 64_000;
const deepestSchema = 64;

/** A tool as its server describes it, within bounds. */
export interface ListedTool {
  /** The server's own name. */
  name: string;
  description: string;
  parameters: JsonObject;
  /** The server says that the tool changes nothing. */
  readOnly: boolean;
}

export type ReadTool = { tool: ListedTool } | { name: string; problem: string };

/** Reads one entry of a server's list, which may hold anything. */
export function readListedTool(entry: unknown): ReadTool {
  const name = isJsonObject(entry) ? entry['name'] : undefined;
  if (!isJsonObject(entry) || typeof name !== 'string' || name.trim() === '') return { name: '?', problem: 'no name' };
  if (name.length > longestName) return { name: limitText(name, 40), problem: 'the name is too long' };
  const parameters = readSchema(entry['inputSchema']);
  if (typeof parameters === 'string') return { name, problem: parameters };
  if (needsTask(entry)) return { name, problem: 'it runs as a task only, which is not supported' };
  return { tool: { name, description: descriptionOf(entry), parameters, readOnly: isReadOnly(entry) } };
}

/** The schema, or what is wrong with it. */
function readSchema(schema: unknown): JsonObject | string {
  if (!isJsonObject(schema)) return 'it has no input schema';
  if (schema['type'] !== undefined && schema['type'] !== 'object') return 'its input schema is not one of an object';
  if (isDeeperThan(schema, deepestSchema)) return 'its input schema is nested too deep';
  if (JSON.stringify(schema).length > longestSchema) return 'its input schema is too large';
  return { ...schema, type: 'object' };
}

function needsTask({ execution }: JsonObject): boolean {
  return isJsonObject(execution) && execution['taskSupport'] === 'required';
}

function descriptionOf({ description, title }: JsonObject): string {
  const text = [description, title].find((each) => typeof each === 'string' && each.trim() !== '');
  return limitText(typeof text === 'string' ? text.trim() : '', longestDescription);
}

function isReadOnly({ annotations }: JsonObject): boolean {
  return isJsonObject(annotations) && annotations['readOnlyHint'] === true;
}
