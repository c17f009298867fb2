import { beforeEach, describe, expect, it } from '@jest/globals';
import { ConnectionMemories, mostRememberedBytes } from './connection-memories.service.js';
import type { ConnectionMemory } from './connection-memory.js';

describe(ConnectionMemories.name, () => {
  let sut: ConnectionMemories;
  beforeEach(() => {
    sut = new ConnectionMemories();
  });

  /** `share` is the part that the response takes of what all may hold, at two bytes a character. */
  function remember(memory: ConnectionMemory, id: string, share: number): void {
    const items = 'x'.repeat((mostRememberedBytes * share) / 2);
    memory.remember({ id, agentId: 'main', after: undefined, items, bytes: items.length }, mostRememberedBytes);
  }

  const known = (memory: ConnectionMemory, ...ids: string[]): string[] => ids.filter((id) => memory.get(id));

  it('lets connections remember until all together hold as much as they may', () => {
    const memories = [sut.open(), sut.open(), sut.open(), sut.open()];
    for (const memory of memories) remember(memory, 'a', 0.25);
    expect(memories.map((memory) => known(memory, 'a'))).toEqual([['a'], ['a'], ['a'], ['a']]);
  });

  it('takes the oldest from the one that holds most', () => {
    const [small, large] = [sut.open(), sut.open()];
    for (const id of ['a', 'b']) remember(small, id, 0.125);
    for (const id of ['a', 'b', 'c', 'd']) remember(large, id, 0.25);
    expect([known(small, 'a', 'b'), known(large, 'a', 'b', 'c', 'd')]).toEqual([
      ['a', 'b'],
      ['b', 'c', 'd'],
    ]);
  });

  it('takes also the last one of another, but never the one that has just come', () => {
    const [first, second] = [sut.open(), sut.open()];
    remember(first, 'a', 0.75);
    remember(second, 'b', 0.5);
    expect([known(first, 'a'), known(second, 'b')]).toEqual([[], ['b']]);
    remember(first, 'c', 2);
    expect([known(first, 'c'), known(second, 'b')]).toEqual([['c'], []]);
  });

  it('does not count what is closed, or was forgotten', () => {
    const [first, second, third] = [sut.open(), sut.open(), sut.open()];
    remember(first, 'a', 0.75);
    sut.close(first);
    remember(second, 'b', 0.75);
    second.forget('b');
    remember(second, 'c', 0.5);
    remember(third, 'd', 0.5);
    expect([known(second, 'c'), known(third, 'd')]).toEqual([['c'], ['d']]);
  });
});
