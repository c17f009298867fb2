import { parseKeyUses } from '../../auth/keys/parse-key-uses.js';

/** When each key was used last, by its name, in milliseconds since the epoch; what cannot be read tells nothing. */
export function parseUses(text: string): ReadonlyMap<string, number> {
  try {
    return new Map(Object.entries(parseKeyUses(text)));
  } catch {
    return new Map();
  }
}
