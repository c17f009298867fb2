import { hash } from 'node:crypto';
import { toolNamePrefix } from '../policy/tool-families.js';
import { normalizeToolName } from '../policy/tool-name.js';

/** What providers accept as the name of a tool. */
const longestName = 64;
const hashLength = 8;

/**
 * The names that models know a server's tools by, `server__tool`, for each of the server's own names. They fit
 * `^[a-zA-Z0-9_-]{1,64}$`. Of names that would come out alike, also in upper and lower case, one stays as it is and the
 * others end with a hash; which one does not depend on the order of the list.
 */
export function mcpToolNames(server: string, ownNames: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const own of [...new Set(ownNames)].sort(plainNamesFirst)) {
    const wanted = fitted(toolNamePrefix(server) + replaced(own));
    const name = taken.has(normalizeToolName(wanted)) ? hashed(wanted, own) : wanted;
    taken.add(normalizeToolName(name));
    names.set(own, name);
  }
  return names;
}

function plainNamesFirst(left: string, right: string): number {
  const byPlainness = Number(replaced(left) !== left) - Number(replaced(right) !== right);
  if (byPlainness !== 0) return byPlainness;
  return left < right ? -1 : Number(left > right);
}

function replaced(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_-]/g, '_');
}

function fitted(name: string): string {
  return name.length <= longestName ? name : hashed(name, name);
}

function hashed(name: string, own: string): string {
  const digest = hash('sha256', own).slice(0, hashLength);
  return `${name.slice(0, longestName - hashLength - 1)}_${digest}`;
}
