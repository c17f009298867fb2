import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { auditFileName, auditFileNumbers } from '../chain/audit-files.js';

/** Removes the files up to a number; in order, so that what is left is never a chain with a hole. */
export async function removeFilesThrough(directory: string, number: number): Promise<void> {
  if (number === 0) return;
  const numbers = await auditFileNumbers(directory);
  for (const old of numbers.filter((each) => each <= number))
    await rm(join(directory, auditFileName(old)), { force: true });
}
