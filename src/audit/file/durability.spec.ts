import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { auditLinesIn } from '../../../test/support/audit-fixtures.js';
import { builtGateway } from '../../../test/support/gateway-build.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { verifyAudit } from '../chain/verify-audit.js';
import { FileAuditLog } from './file-audit-log.js';

const program = join(import.meta.dirname, '../../../test/support/audit-until-killed.mjs');
const scratch = temporaryDirectory();

/** Lets the program append until it has acknowledged `count` lines, kills it `delay` milliseconds later, and gives those lines. */
async function appendAndKill(directory: string, name: string, count: number, delay: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, builtGateway(), directory, name],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // The program is started 200 times.
      env: { NODE_COMPILE_CACHE: join(scratch, 'compiled') },
    },
  );
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const enough = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split('\n').length > count) resolve();
    });
    child.once('close', () => resolve());
  });
  const closed = new Promise((resolve) => child.on('close', (_, killed) => resolve(killed)));
  await enough;
  await pause(delay);
  child.kill('SIGKILL');
  expect([await closed, errors]).toEqual(['SIGKILL', '']);
  return output.split('\n').slice(0, -1);
}

describe(`${FileAuditLog.name}, killed while it writes`, () => {
  it('M3: at 200 random moments, two programs on one directory each time, no acknowledged line is lost', async () => {
    const lanes = Array.from({ length: 4 }, async (_, lane) => {
      const directory = join(scratch, `lane-${lane}`);
      const acknowledged: string[] = [];
      for (let round = 0; round < 25; round += 1) {
        const killed = [0, 1].map((program) =>
          appendAndKill(directory, `${round}.${program}`, 1 + Math.random() * 15, Math.random() * 4),
        );
        acknowledged.push(...(await Promise.all(killed)).flat());
      }
      const written = new Set(auditLinesIn(directory).map(({ run }) => run));
      expect(acknowledged.filter((run) => !written.has(run))).toEqual([]);
      expect((await verifyAudit(directory)).problems).toEqual([]);
      return acknowledged.length;
    });
    const counts = await Promise.all(lanes);
    expect(Math.min(...counts)).toBeGreaterThan(50);
  }, 900_000);
});
