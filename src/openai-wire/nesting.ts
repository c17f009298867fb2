import type { JsonObject } from '../common/json.js';
import { readObject } from './read.js';

/**
 * Where an endpoint puts what belongs to a `type`: chat completions in a member of that name, `{type: "function", function:
 * {…}}`; responses right beside it.
 */
export type Nesting = 'nested' | 'flat';

export interface Described {
  fields: JsonObject;
  path: string;
}

/** The fields that `holder` has for `member`, and the path that they stand at. */
export function described(holder: JsonObject, path: string, member: string, nesting: Nesting): Described {
  if (nesting === 'flat') return { fields: holder, path };
  const inner = `${path}.${member}`;
  return { fields: readObject(holder[member], inner), path: inner };
}
