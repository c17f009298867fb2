import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { assistant, turn, user } from '../../test/support/conversation-factory.js';
import { MemorySessionStore, outlineOf } from '../../test/support/memory-session-store.js';
import type { Message } from '../common/conversation.js';
import { type HistoryBounds, readHistory } from './read-history.js';
import type { Turn } from './session-store.port.js';

const key = 'agent:main:a';

describe(readHistory.name, () => {
  let store: MemorySessionStore;
  let path: Turn[];

  beforeEach(async () => {
    store = new MemorySessionStore();
    path = [
      turn('1', null, { input: [user('a'.repeat(1_000_000))] }),
      turn('2', '1'),
      turn('3', '2', { output: [assistant('thinks'), user('asked in between'), assistant('answer 3')] }),
      turn('4', '3'),
    ];
    for (const each of path) await store.append({ key, agentId: 'main', owner: false }, each);
  });

  async function read(start: number, olderBytes = 0) {
    const turns = jest.spyOn(store, 'turns');
    const startOf: HistoryBounds['startOf'] = (history) => (start < 0 ? history.length : start);
    const reconciled = { path: path.map(outlineOf), newMessages: [] };
    const { older, newest, skipped } = await readHistory(store, key, reconciled, { startOf, olderBytes });
    return { ids: turns.mock.calls.flatMap(([, ids]) => ids), older, newest, skipped };
  }

  const flat = (...turns: Turn[]): Message[] => turns.flatMap(({ input, output }) => [...input, ...output]);

  it('reads all without bounds', async () => {
    const whole = await readHistory(store, key, { path: path.map(outlineOf), newMessages: [] }, undefined);
    expect(whole).toEqual({ older: [], newest: flat(...path), skipped: 0 });
  });

  it('reads no turn of which no message is of use', async () => {
    expect(await read(4)).toEqual({ ids: ['3', '4'], older: [], newest: flat(...path.slice(2)), skipped: 4 });
  });

  it('reads nothing where nothing is of use', async () => {
    expect(await read(-1)).toEqual({ ids: [], older: [], newest: [], skipped: 10 });
  });

  it('begins in the middle of a turn', async () => {
    const [first, ...rest] = flat(...path.slice(2)).slice(1);
    expect(await read(5)).toEqual({
      ids: ['3', '4'],
      older: flat(...path.slice(2)).slice(0, 1),
      newest: [first, ...rest],
      skipped: 5,
    });
  });

  it('reads older turns as far as there is room, and none that is too large', async () => {
    expect(await read(8, 900_000)).toEqual({
      ids: ['2', '3', '4'],
      older: flat(...path.slice(1, 3)),
      newest: flat(...path.slice(3)),
      skipped: 8,
    });
    expect((await read(8, 2_000_000)).ids).toContain('1');
  });

  it('reads in portions of some size', async () => {
    const turns = jest.spyOn(store, 'turns');
    path = path.map((each) => ({ ...each, input: [user('a'.repeat(600_000))] }));
    await readHistory(store, key, { path: path.map(outlineOf), newMessages: [] }, undefined);
    expect(turns.mock.calls.map(([, ids]) => ids)).toEqual([['1'], ['2'], ['3'], ['4']]);
  });
});
