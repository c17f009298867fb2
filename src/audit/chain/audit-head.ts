import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, tryParseJson } from '../../common/json.js';
import { isSystemError } from '../../common/system-error.js';
import type { ChainPosition } from './audit-line.js';

/** Where the chain had come to when the last line was told to be written. Lines after it may be there, lines before it must. */
export interface AuditHead extends ChainPosition {
  /** Number of the file. */
  file: number;
}

export const headName = 'head';

/** One length for all, so that a new head is written over the old one in one piece and needs no room on the disk. */
const headLength = 240;

/** With a sum of its own, because what was written half is a mix of two heads. */
export function headText({ file, seq, hash: last }: AuditHead): string {
  const content = { file, seq, hash: last };
  const sum = hash('sha256', JSON.stringify(content));
  return `${JSON.stringify({ ...content, sum }).padEnd(headLength - 1)}\n`;
}

/** Undefined where there is none; `damaged` where it cannot be understood. */
export async function readHead(directory: string): Promise<AuditHead | 'damaged' | undefined> {
  try {
    return parseHead(await readFile(join(directory, headName), 'utf8'));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export function parseHead(text: string): AuditHead | 'damaged' {
  const value = tryParseJson(text);
  if (!isJsonObject(value)) return 'damaged';
  const { file, seq, hash: last } = value;
  if (typeof file !== 'number' || typeof seq !== 'number' || typeof last !== 'string') return 'damaged';
  const head = { file, seq, hash: last };
  return headText(head) === text ? head : 'damaged';
}
