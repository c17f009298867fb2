import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TemporaryStores } from '../../../test/support/temporary-stores.js';
import { SqliteSessionStore } from './sqlite-session-store.js';

const program = join(import.meta.dirname, '../../../test/support/append-until-killed.mjs');
const keys = ['a', 'b', 'c'];

/** Lets the program append until it has acknowledged `count` turns, kills it at once, and gives the acknowledged lines. */
async function appendAndKill(file: string, count: number): Promise<string[]> {
  const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, program, file, ...keys], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.split('\n').length > count) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.on('close', (_, killed) => resolve(killed)));
  expect([signal, errors]).toEqual(['SIGKILL', '']);
  return output.split('\n').slice(0, -1);
}

describe(`${SqliteSessionStore.name}, killed while it writes`, () => {
  const stores = new TemporaryStores();

  afterEach(() => stores.dispose());

  it('H7: every acknowledged turn is there, in order, none doubled', async () => {
    const file = stores.file();
    const acknowledged = new Map<string, number>();
    for (const count of [1, 20, 75, 200]) {
      for (const line of await appendAndKill(file, count)) {
        const [key = '', number] = line.split(' ');
        acknowledged.set(key, Number(number));
      }
      const store = stores.open(file);
      for (const key of keys) {
        const turns = (await store.load(key))?.turns ?? [];
        expect(turns.map(({ id }) => id)).toEqual(turns.map((_, index) => `${index + 1}`));
        expect(turns.length).toBeGreaterThanOrEqual(acknowledged.get(key) ?? 0);
        expect(turns.length - (acknowledged.get(key) ?? 0)).toBeLessThanOrEqual(1);
      }
      await store.onApplicationShutdown();
    }
    expect([...acknowledged.keys()].sort()).toEqual(keys);
  });
});
