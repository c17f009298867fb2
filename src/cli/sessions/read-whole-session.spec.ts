import { describe, expect, it } from '@jest/globals';
import { FakeLink } from '../../../test/support/fake-link.js';
import { readWholeSession as sut } from './read-whole-session.js';

const turns = Array.from({ length: 450 }, (_, index) => ({ id: `turn-${index}`, createdAt: index, messages: [] }));

/** Gives pages as a gateway does: the newest before `before`, oldest first. */
function linkWith(kept: typeof turns): FakeLink {
  return new FakeLink({
    'sessions.describe': () => ({ session: { key: 'agent:main:main', turns: kept.length } }),
    'sessions.history': ({ limit, before }) => {
      const end = before === undefined ? kept.length : kept.findIndex(({ id }) => id === before);
      const earlier = kept.slice(0, end === -1 ? kept.length : end);
      return { key: 'agent:main:main', total: kept.length, turns: earlier.slice(-Number(limit)) };
    },
  });
}

describe('readWholeSession', () => {
  it.each([0, 1, 200, 201, 450])('reads all of %d turns, oldest first', async (count) => {
    const kept = turns.slice(0, count);
    const session = await sut(linkWith(kept), { key: 'main' });
    expect(session.key).toBe('agent:main:main');
    expect(session.session).toEqual({ key: 'agent:main:main', turns: count });
    expect(session.turns).toEqual(kept);
  });

  it('ends also when the session changes meanwhile', async () => {
    const link = new FakeLink({
      'sessions.describe': () => ({ session: null }),
      // The turn that is asked for is not there any more, so the newest come again.
      'sessions.history': () => ({ key: 'k', total: 1_000, turns: turns.slice(0, 3) }),
    });
    expect((await sut(link, { key: 'k' })).turns).toEqual(turns.slice(0, 3));
  });
});
