import { describe, expect, it } from '@jest/globals';
import { EventBounds } from './event-bounds.js';

function addInPieces(sut: EventBounds, text: string, size: number): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) sut.add(bytes.subarray(at, at + size));
}

describe('EventBounds', () => {
  it.each([1, 2, 3, 7, 1_000])('bounds each event, not the stream, in pieces of %d', (size) => {
    for (const end of ['\n\n', '\r\n\r\n', '\r\r']) {
      const sut = new EventBounds(60);
      expect(() => addInPieces(sut, `data: 0123456789${end}`.repeat(100), size)).not.toThrow();
      expect(() => addInPieces(sut, `data: ${'0'.repeat(100)}`, size)).toThrow('more than 60 bytes');
    }
  });

  it.each([1, 2, 3, 7, 1_000])('sees whether events have ids, in pieces of %d', (size) => {
    for (const stream of ['id: 1\n\n', 'data: x\nid: 1\n\n', 'data: x\r\nid:1\r\n\r\n']) {
      const sut = new EventBounds(1_000);
      addInPieces(sut, stream, size);
      expect(sut.hasIds).toBe(true);
    }
    const sut = new EventBounds(1_000);
    addInPieces(sut, 'data: id: 1\nevent: id:\n\n', size);
    expect(sut.hasIds).toBe(false);
  });
});
