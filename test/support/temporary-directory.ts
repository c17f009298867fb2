import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

/** A directory of its own for the tests of a file; removed when they are done. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'openclaw-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
