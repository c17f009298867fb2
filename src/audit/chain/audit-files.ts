import { readdir } from 'node:fs/promises';
import { isSystemError } from '../../common/system-error.js';

const pattern = /^audit-(\d{6,15})\.jsonl$/;

/** The name of the file with this number, counted from 1 on. */
export function auditFileName(number: number): string {
  return `audit-${String(number).padStart(6, '0')}.jsonl`;
}

/** Numbers of the files that are there, the oldest first; none where there is no such directory. */
export async function auditFileNumbers(directory: string): Promise<number[]> {
  const names = await namesIn(directory);
  const numbers = names.map((name) => Number(pattern.exec(name)?.[1] ?? 0));
  return numbers.filter((number) => number > 0).sort((a, b) => a - b);
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
