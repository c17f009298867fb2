import type { FileHandle } from 'node:fs/promises';
import type { Clock } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import type { HeldEntry } from './held-entry.js';
import { pathProblem } from './path-problem.js';
import { expectOwnFile, readHeldFile } from './read-held-file.js';
import { SerialTurns } from './serial-turns.js';
import { isTemporary, temporaryPrefix } from './temporary-file.js';

export interface Replacement {
  /** That holds the file. */
  directory: HeldEntry;
  name: string;
  bytes: Uint8Array;
  /** Permission bits of the new file. */
  mode: number;
  /** What the file has to hold still. */
  expected: Uint8Array | undefined;
  /** The path as it was given, for errors. */
  path: string;
}

/** Milliseconds. No file takes so long to write; what is older was left by a crash. */
const longestWrite = 60_000;

/** Replaces files as a whole: the new content lies complete on the disk before it gets the name. */
export class FileReplacer {
  private readonly turns = new SerialTurns();

  private readonly underWay = new Set<string>();

  constructor(
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async replace(replacement: Replacement): Promise<void> {
    const temporary = this.ids.prefixed(temporaryPrefix);
    this.underWay.add(temporary);
    try {
      await this.removeLeftovers(replacement.directory);
      await this.replaceBy(temporary, replacement);
    } finally {
      this.underWay.delete(temporary);
    }
  }

  private async replaceBy(temporary: string, replacement: Replacement): Promise<void> {
    const { directory, name, bytes, mode } = replacement;
    const file = await directory.createFile(temporary);
    try {
      await fill(file, bytes, mode);
      // One at a time, so that of two edits of the same text only one finds what it expects.
      await this.turns.run(`${directory.identity}/${name}`, async () => {
        await expectUnchanged(replacement);
        await directory.rename(temporary, name);
      });
    } catch (error) {
      // The failure that led here is the one to tell of.
      await directory.remove(temporary).catch(() => undefined);
      throw error;
    }
  }

  /** Never the reason for a write to fail. */
  private async removeLeftovers(directory: HeldEntry): Promise<void> {
    const names = await directory.names().catch(() => []);
    const others = names.filter((name) => isTemporary(name) && !this.underWay.has(name));
    await Promise.all(others.map((name) => this.removeOld(directory, name).catch(() => undefined)));
  }

  private async removeOld(directory: HeldEntry, name: string): Promise<void> {
    const { mtimeMs } = await directory.look(name);
    if (this.clock.now() - Number(mtimeMs) > longestWrite) await directory.remove(name);
  }
}

async function fill(file: FileHandle, bytes: Uint8Array, mode: number): Promise<void> {
  try {
    await file.writeFile(bytes);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function expectUnchanged({ directory, name, expected, path }: Replacement): Promise<void> {
  if (expected === undefined) return;
  const held = await directory.hold(name);
  try {
    if (!held?.stats.isFile()) throw pathProblem('changed', path);
    expectOwnFile(held, path);
    const content = await readHeldFile(held, expected.length + 1);
    if (!content.bytes.equals(expected)) throw pathProblem('changed', path);
  } finally {
    await held?.close();
  }
}
