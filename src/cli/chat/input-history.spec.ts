import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { InputHistory } from './input-history.js';

const scratch = temporaryDirectory();

describe('InputHistory', () => {
  it('keeps what was typed for the next chat, for nobody else to read', async () => {
    const path = join(scratch, 'new', 'state', 'chat-history');
    const sut = await InputHistory.open(path);
    expect(sut.lines).toEqual([]);
    sut.add('first');
    sut.add('second\nline');
    expect((await InputHistory.open(path)).lines).toEqual(['first', 'second line']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(scratch, 'new')).mode & 0o777).toBe(0o700);
  });

  it('two chats at once lose nothing of each other', async () => {
    const path = join(scratch, 'shared');
    const [one, other] = [await InputHistory.open(path), await InputHistory.open(path)];
    one.add('a');
    other.add('b');
    one.add('c');
    expect((await InputHistory.open(path)).lines).toEqual(['a', 'b', 'c']);
  });

  it('offers the newest lines, and shortens a file that has grown long', async () => {
    const path = join(scratch, 'long');
    writeFileSync(path, Array.from({ length: 6_000 }, (_, index) => `line ${index}\n`).join(''));
    const sut = await InputHistory.open(path);
    expect(sut.lines).toHaveLength(500);
    expect(sut.lines.at(-1)).toBe('line 5999');
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(501);
  });

  it('does without a file that cannot be used, and says why', async () => {
    const path = join(scratch, 'directory');
    mkdirSync(path);
    const sut = await InputHistory.open(path);
    expect(sut.notKept).toContain('EISDIR');
    expect(() => sut.add('x')).not.toThrow();
  });
});
