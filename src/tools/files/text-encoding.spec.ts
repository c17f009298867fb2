import { describe, expect, it } from '@jest/globals';
import { decodeText, textEncoding } from './text-encoding.js';

describe(decodeText.name, () => {
  it.each([
    ['UTF-8', Buffer.from('grün 🙂'), 'grün 🙂'],
    ['UTF-8 with a mark', Buffer.from('\ufeffgrün'), 'grün'],
    ['UTF-16', Buffer.from('\ufeffgrün', 'utf16le'), 'grün'],
    ['UTF-16, big end first', Buffer.from('\ufeffgrün', 'utf16le').swap16(), 'grün'],
    ['what is no UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'a\ufffdb'],
    ['nothing', Buffer.alloc(0), ''],
  ])('reads %s', (_name, bytes, expected) => {
    expect(decodeText(bytes)).toBe(expected);
  });

  it('leaves out half a character only at the end of a beginning', () => {
    const half = Buffer.from('a🙂').subarray(0, 3);
    expect(decodeText(half, true)).toBe('a');
    expect(decodeText(half)).toBe('a\ufffd');
  });

  it.each([
    ['a NUL', Buffer.from('text\0text')],
    ['a NUL at the far end', Buffer.from(`${'x'.repeat(100_000)}\0`)],
    ['NULs after a mark of UTF-16', Buffer.from([0xff, 0xfe, 0, 0, 0, 0])],
  ])('takes %s as binary', (_name, bytes) => {
    expect(decodeText(bytes)).toBeUndefined();
  });
});

describe(textEncoding.name, () => {
  it('goes by the byte order mark', () => {
    expect(textEncoding(Buffer.from([0xff, 0xfe, 0x61, 0]))).toBe('utf-16le');
    expect(textEncoding(Buffer.from([0xfe, 0xff, 0, 0x61]))).toBe('utf-16be');
    expect(textEncoding(Buffer.from([0xff]))).toBe('utf-8');
  });
});
