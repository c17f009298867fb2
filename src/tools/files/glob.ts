import { RE2JS } from 're2js';
import { UnusableRequestError } from './unusable-request.error.js';

const maxGlobCharacters = 1_000;

/** Whether a path, relative to the directory that is searched, is one that is looked for. */
export type PathMatcher = (path: string) => boolean;

/**
 * Understands `*` and `?` (within a name), `**` (any directories), `[a-z]`, `[!a-z]`, `{a,b}` and `\` before a character that
 * stands for itself. A glob without `/` is matched against the last name of a path, wherever that lies. Matching takes linear
 * time. Throws an `UnusableRequestError` for a glob that cannot be used.
 */
export function compileGlob(glob: string): PathMatcher {
  const meant = glob.replace(/\/+$/, '');
  const trimmed = meant.replace(/^(\.?\/)+/, '');
  if (trimmed === '') throw new UnusableRequestError('The glob is empty. Use `*` for everything.');
  if (trimmed.length > maxGlobCharacters)
    throw new UnusableRequestError(`The glob is too long; use at most ${maxGlobCharacters} characters.`);
  const expression = compile(toExpression(trimmed), glob);
  if (meant.includes('/')) return (path) => expression.testExact(path);
  return (path) => expression.testExact(path.slice(path.lastIndexOf('/') + 1));
}

function compile(expression: string, glob: string): RE2JS {
  try {
    return RE2JS.compile(expression, RE2JS.DOTALL);
  } catch {
    throw new UnusableRequestError(`The glob '${glob}' cannot be read. Check its brackets and ranges.`);
  }
}

const tokens =
  /(?<directories>(?<=^|[/{,])(?:\*\*\/)+)|(?<below>\/\*\*(?=$|[,}]))|(?<star>\*+)|\[(?<negation>[!^]?)(?<members>\]?[^\]/]*)\]|\\(?<escaped>.)|./gsu;

function toExpression(glob: string): string {
  let expression = '';
  let depth = 0;
  for (const { 0: token, groups = {} } of glob.matchAll(tokens)) {
    const isNested = depth > 0;
    if (token === '{') depth += 1;
    if (token === '}' && isNested) depth -= 1;
    expression += translate(token, groups, isNested);
  }
  return expression + ')'.repeat(depth);
}

function translate(token: string, groups: Readonly<Record<string, string | undefined>>, isNested: boolean): string {
  if (groups['directories'] !== undefined) return '(?:.*/)?';
  if (groups['below'] !== undefined) return '/.+';
  if (groups['star'] !== undefined) return '[^/]*';
  if (groups['members'] !== undefined) return characterClass(groups['negation'] !== '', groups['members']);
  if (token === '?') return '[^/]';
  if (token === '{') return '(?:';
  if (token === '}' && isNested) return ')';
  if (token === ',' && isNested) return '|';
  return RE2JS.quote(groups['escaped'] ?? token);
}

function characterClass(isNegated: boolean, members: string): string {
  const escaped = members.replaceAll(/[\\\]^[&~]/g, '\\$&');
  return isNegated ? `[^/${escaped}]` : `[${escaped}]`;
}
