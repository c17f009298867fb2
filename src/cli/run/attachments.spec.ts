import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { readAttachments as sut } from './attachments.js';

const scratch = temporaryDirectory();

function file(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

describe('readAttachments', () => {
  it('reads files, and tells the type where the content does', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    const files = [file('note.txt', 'hello'), file('picture.txt', png), file('page', '%PDF-1.7 …')];
    expect(await sut(files)).toEqual([
      { fileName: 'note.txt', content: Buffer.from('hello').toString('base64') },
      { fileName: 'picture.txt', mimeType: 'image/png', content: png.toString('base64') },
      expect.objectContaining({ fileName: 'page', mimeType: 'application/pdf' }),
    ]);
  });

  it.each([
    ['is not there', () => join(scratch, 'absent'), 'cannot be read'],
    ['is a directory', () => scratch, 'cannot be read'],
    ['is empty', () => file('empty', ''), 'is empty'],
  ])('a file that %s is named', async (_, path, problem) => {
    await expect(sut([path()])).rejects.toThrow(`The file ${path()} ${problem}`);
  });
});
