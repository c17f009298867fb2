import { isJsonObject } from '../../common/json.js';

/** When each key was used last, by its name, in milliseconds since the epoch. What is no such time is left out. */
export function parseKeyUses(text: string): Record<string, number> {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1]));
  return Object.fromEntries(entries);
}
