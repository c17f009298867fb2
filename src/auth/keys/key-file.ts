import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblem } from '../../config/config-problem.js';
import { SettingsReader } from '../../config/settings/settings-reader.js';
import { keyFiles, stateFiles } from '../../config/state-files.js';
import { errorReason, isSystemError } from '../../common/system-error.js';
import { type StoredKey, StoredKeys } from './stored-keys.js';

/** No gateway has so many keys; whoever makes the file longer wants to exhaust its reader. */
const mostBytes = 16 * 1024 ** 2;
const othersMayWrite = 0o022;

/** The key file cannot be used; the message says why and what to do. Nothing was changed. */
export class KeyFileError extends Error {
  constructor(path: string, problem: string) {
    super(
      `The key file ${path} cannot be used: ${problem}. Mend it, restore it from a backup, or remove it with all its keys.`,
    );
    this.name = KeyFileError.name;
  }
}

export function keyFilePath(stateDirectory: string): string {
  return join(stateDirectory, stateFiles.keys, keyFiles.keys);
}

/**
 * The keys of the file; none where there is no file.
 * @throws KeyFileError
 */
export function readKeyFile(path: string): StoredKey[] {
  const text = readText(path);
  return text === undefined ? [] : parseKeys(path, text);
}

export function keyFileText(keys: readonly StoredKey[]): string {
  return `${JSON.stringify({ version: 1, keys }, null, 2)}\n`;
}

/** What is read and what is judged is one and the same file, whatever takes its place meanwhile. */
function readText(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw new KeyFileError(path, errorReason(error));
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new KeyFileError(path, 'it is no file');
    if (stats.size > mostBytes) throw new KeyFileError(path, 'it is too long');
    if (process.platform !== 'win32' && (stats.mode & othersMayWrite) !== 0) {
      throw new KeyFileError(path, 'others may write to it, and with it make keys; look at it and chmod 600 it');
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function parseKeys(path: string, text: string): StoredKey[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new KeyFileError(path, 'it is not JSON');
  }
  const reader = new SettingsReader();
  const { keys } = reader.section(StoredKeys, value, []);
  const problem = reader.problems[0] as (typeof reader.problems)[number] | undefined;
  if (problem) throw new KeyFileError(path, formatProblem(problem));
  const repeated = repeatedName(keys);
  if (repeated !== undefined) throw new KeyFileError(path, `it has two keys of the name or id ${repeated}`);
  return keys;
}

function repeatedName(keys: readonly StoredKey[]): string | undefined {
  const names = keys.map(({ name }) => name);
  const ids = keys.map(({ id }) => id);
  return [names, ids].flatMap((all) => all.filter((each, index) => all.indexOf(each) !== index)).at(0);
}
