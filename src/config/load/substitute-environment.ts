import { isJsonObject } from '../../common/json.js';
import type { ConfigProblem } from '../config-problem.js';
import { Environment } from '../environment.js';
import type { ConfigPath } from '../settings/config-path.js';
import { formatPath } from '../settings/config-path.js';

/** `$${…}` (kept as `${…}`), `${NAME}`, `${NAME:-default}`, or a `${` that is none of these. */
const reference = /\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|(\$\{)/g;

export interface Substitution {
  value: unknown;
  problems: ConfigProblem[];
  /** The variables that are not set and have no default. */
  missing: string[];
  /** The paths of strings that hold something from the environment. */
  fromEnvironment: Set<string>;
}

/** A copy of `value` in which references to environment variables are replaced, inside strings only, never inside keys. */
export function substituteEnvironment(value: unknown, environment: Environment): Substitution {
  const result: Substitution = { value: undefined, problems: [], missing: [], fromEnvironment: new Set() };
  result.value = visit(value, [], environment, result);
  return result;
}

/** The variables without which `value` cannot be used, each once. */
export function neededVariables(value: unknown): string[] {
  const nothing = new Environment({});
  return [...new Set(substituteEnvironment(value, nothing).missing)];
}

function visit(value: unknown, path: ConfigPath, environment: Environment, result: Substitution): unknown {
  if (typeof value === 'string') return replaceIn(value, formatPath(path), environment, result);
  if (Array.isArray(value)) {
    return value.map((element: unknown, index) => visit(element, [...path, index], environment, result));
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, each]) => [key, visit(each, [...path, key], environment, result)]));
}

function replaceIn(text: string, path: string, environment: Environment, result: Substitution): string {
  return text.replace(reference, (whole, escaped?: string, name?: string, fallback?: string) => {
    if (escaped) return escaped;
    if (!name) {
      result.problems.push(malformed(path));
      return whole;
    }
    result.fromEnvironment.add(path);
    const value = environment.get(name) ?? fallback;
    if (value === undefined) {
      result.missing.push(name);
      result.problems.push(missing(path, name));
    }
    return value ?? '';
  });
}

function missing(path: string, name: string): ConfigProblem {
  return {
    path,
    found: `\${${name}}, but the environment variable ${name} is not set or empty`,
    allowed: `set ${name}, or give a default as \${${name}:-default}`,
  };
}

function malformed(path: string): ConfigProblem {
  return {
    path,
    found: '"${" that does not begin a reference',
    allowed: '${NAME} or ${NAME:-default}; write $${ for a literal ${',
  };
}
