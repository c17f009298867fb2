import JSON5 from 'json5';
import { isJsonObject } from '../../common/json.js';
import type { ConfigProblem } from '../config-problem.js';
import { ConfigInvalidError } from '../config-problem.js';
import type { ConfigPath } from '../settings/config-path.js';
import { formatPath } from '../settings/config-path.js';
import { errorReason } from '../../common/system-error.js';

const maximumCharacters = 5_000_000;
const maximumDepth = 64;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads JSON5 into plain data.
 * @throws ConfigInvalidError with line and column when it is not JSON5, or when it is no object, too large, nested too
 * deep, or holds a key that could reach a prototype.
 */
export function parseConfigText(text: string, file?: string): Record<string, unknown> {
  const data = text.length > maximumCharacters ? tooLarge(text, file) : parse(text, file);
  if (!isJsonObject(data)) {
    throw problem({ path: '(the whole file)', found: 'no object', allowed: 'an object: { gateway: { … } }' }, file);
  }
  const problems = hostileParts(data, []);
  if (problems.length > 0) throw new ConfigInvalidError(problems, file);
  return data;
}

function parse(text: string, file: string | undefined): unknown {
  if (isBlank(text)) throw problem(blank, file);
  try {
    // Editors on Windows may put a byte order mark in front.
    return JSON5.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw problem(syntaxProblem(error), file);
  }
}

/** Also what holds line comments only. */
function isBlank(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(?:\/\/.*)?$/.test(line));
}

const blank: ConfigProblem = {
  path: '(the whole file)',
  found: 'an empty file',
  allowed:
    'an object: { gateway: { … } }, or {} for the defaults; remove the file or unset OPENCLAW_CONFIG_PATH to use the starter configuration',
};

function syntaxProblem(error: unknown): ConfigProblem {
  const message = errorReason(error);
  const match = /^JSON5: (.*?)(?: at (\d+):(\d+))?$/s.exec(message);
  const place = match?.[2] ? `line ${match[2]}, column ${match[3] ?? '1'}` : '(the whole file)';
  return {
    path: place,
    found: match?.[1] ?? message,
    allowed: 'JSON5; look there for a missing comma, quote or bracket, or one too many',
  };
}

function hostileParts(value: unknown, path: ConfigPath): ConfigProblem[] {
  if (path.length > maximumDepth) {
    return [
      {
        path: `${formatPath(path.slice(0, 3))}…`,
        found: `more than ${String(maximumDepth)} levels of nesting`,
        allowed: `at most ${String(maximumDepth)} levels`,
      },
    ];
  }
  if (Array.isArray(value)) return value.flatMap((element: unknown, index) => hostileParts(element, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    forbiddenKeys.has(key) ? [forbiddenKey([...path, key])] : hostileParts(each, [...path, key]),
  );
}

function forbiddenKey(path: ConfigPath): ConfigProblem {
  return { path: formatPath(path), found: 'a key that JavaScript reserves', allowed: 'any other key' };
}

function tooLarge(text: string, file: string | undefined): never {
  const found = `${String(text.length)} characters`;
  throw problem({ path: '(the whole file)', found, allowed: `at most ${String(maximumCharacters)} characters` }, file);
}

function problem(only: ConfigProblem, file: string | undefined): ConfigInvalidError {
  return new ConfigInvalidError([only], file);
}
