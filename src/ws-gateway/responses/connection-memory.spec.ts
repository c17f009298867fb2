import { beforeEach, describe, expect, it } from '@jest/globals';
import { ConnectionMemory, type RememberedResponse } from './connection-memory.js';

const response = (id: string, bytes = 1): RememberedResponse => ({
  id,
  items: '[]',
  after: undefined,
  agentId: 'main',
  bytes,
});

describe(ConnectionMemory.name, () => {
  let sut: ConnectionMemory;
  beforeEach(() => {
    sut = new ConnectionMemory();
  });

  /** Which of these it still has. */
  const known = (...ids: string[]): string[] => ids.filter((id) => sut.get(id) !== undefined);

  it('gives a response until it is forgotten', () => {
    const kept = response('a');
    sut.remember(kept, 100);
    expect(sut.get('a')).toBe(kept);
    sut.forget('a');
    sut.forget('never there');
    expect(sut.get('a')).toBeUndefined();
  });

  it('has sixteen, the newest', () => {
    for (let count = 0; count < 18; count += 1) sut.remember(response(`r${count}`), 100);
    expect(known('r0', 'r1', 'r2', 'r17')).toEqual(['r2', 'r17']);
  });

  it('forgets the oldest beyond the bytes that it may hold', () => {
    sut.remember(response('a', 40), 100);
    sut.remember(response('b', 40), 100);
    sut.remember(response('c', 40), 100);
    expect(known('a', 'b', 'c')).toEqual(['b', 'c']);
    sut.forget('b');
    sut.remember(response('d', 60), 100);
    expect(known('c', 'd')).toEqual(['c', 'd']);
  });

  it('takes two bytes a character, whatever is said in it', () => {
    sut.remember({ ...response('a'), items: '["☃"]' }, 100);
    sut.remember({ ...response('b'), items: '["x"]' }, 100);
    expect(sut.heldBytes).toBe(20);
    sut.forget('a');
    sut.forget('a');
    expect(sut.heldBytes).toBe(10);
  });

  it('has the newest, however large it is', () => {
    sut.remember(response('a', 40), 100);
    sut.remember(response('b', 400), 100);
    expect(known('a', 'b')).toEqual(['b']);
    sut.remember(response('c', 40), 100);
    expect(known('b', 'c')).toEqual(['c']);
  });
});
