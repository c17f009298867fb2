import { beforeEach, describe, expect, it } from '@jest/globals';
import { SessionDamagedError } from '../../src/sessions/session.errors.js';
import type { SessionIdentity, SessionQuery, SessionStore } from '../../src/sessions/session-store.port.js';
import { viewOf } from '../../src/sessions/turn-view.js';
import { assistant, toolResult, turn, user } from './conversation-factory.js';

const session: SessionIdentity = { key: 'agent:main:a', agentId: 'main', owner: false };

/** What every session store must do. `make` gives an empty one. */
export function sessionStoreContract(name: string, make: () => SessionStore): void {
  describe(`${name} as a SessionStore`, () => {
    let sut: SessionStore;

    beforeEach(() => {
      sut = make();
    });

    it('gives undefined for a key that holds nothing', async () => {
      expect(await sut.load('agent:main:a')).toBeUndefined();
    });

    it('gives back what was appended, the oldest turn first', async () => {
      const turns = [turn('1', null), turn('2', '1'), turn('3', '2')];
      for (const each of turns) await sut.append(session, each);
      expect(await sut.load(session.key)).toEqual({ ...session, turns });
    });

    it('H7: keeps every kind of message to the letter, hostile text too', async () => {
      const text = `\u0000 \ud800 '; drop table turns; -- "\\u0000" \u2028 🙂`;
      const call = { id: 'call-1', name: '__proto__', arguments: '{"__proto__": 1, not json' };
      const hostile = turn('1', null, {
        input: [
          {
            role: 'user',
            name: 'a',
            content: [
              { type: 'text', text },
              { type: 'image', mediaType: 'image/png', data: 'AA==' },
            ],
          },
          toolResult('call-0', text),
        ],
        output: [
          assistant(text, call),
          toolResult('call-1', text),
          { ...assistant('end'), reasoning: text, refusal: '' },
        ],
      });
      await sut.append(session, hostile);
      expect((await sut.load(session.key))?.turns).toEqual([hostile]);
    });

    it('H7: writes a turn once when it is appended twice, and leaves the newest turn the newest', async () => {
      await sut.append(session, turn('1', null));
      await sut.append(session, turn('2', '1'));
      const [before] = await sut.list();
      await sut.append(session, turn('1', null, { createdAt: 9_000 }));
      await sut.append(session, turn('2', '1'));
      expect((await sut.load(session.key))?.turns.map(({ id }) => id)).toEqual(['1', '2']);
      expect(await sut.list()).toEqual([before]);
    });

    it('H6: a second turn after the same parent is a branch, and the newest turn names the path', async () => {
      await sut.append(session, turn('1', null));
      await sut.append(session, turn('2', '1'));
      await sut.append(session, turn('2b', '1'));
      expect((await sut.load(session.key))?.turns.map(({ id }) => id)).toEqual(['1', '2b']);
      await sut.append(session, turn('3', '2'));
      expect((await sut.load(session.key))?.turns.map(({ id }) => id)).toEqual(['1', '2', '3']);
    });

    it('gives the path to the turn of any run, on whatever branch', async () => {
      await sut.append(session, turn('1', null, { runId: 'run-1' }));
      await sut.append(session, turn('2', '1', { runId: 'run-2' }));
      await sut.append(session, turn('2b', '1', { runId: 'run-2b' }));
      const through = async (runId: string) => (await sut.outline(session.key, runId))?.path.map(({ id }) => id);
      expect(await through('run-1')).toEqual(['1']);
      expect(await through('run-2')).toEqual(['1', '2']);
      expect(await through('run-2b')).toEqual(['1', '2b']);
      expect(await through('run-3')).toBeUndefined();
      expect(await sut.outline('agent:main:other', 'run-1')).toBeUndefined();
    });

    it('outlines the path that it would load, each turn with its size and what tells it apart', async () => {
      const call = { id: 'call-1', name: 'look', arguments: '{}' };
      const hidden = [assistant('thinking', call), toolResult('call-1', 'found')];
      const turns = [
        turn('1', null, { input: [user('é🙂'.repeat(10_000))], output: [...hidden, assistant('answer 1')] }),
        turn('2', '1', { input: [] }),
      ];
      expect(await sut.outline(session.key)).toBeUndefined();
      for (const each of turns) await sut.append({ ...session, owner: true }, each);
      const path = turns.map((each) => {
        const { id, parentId, input, output, visible } = each;
        const texts = [input, output, visible].map((part) => JSON.stringify(part));
        return { id, parentId, bytes: Buffer.byteLength(texts.join('')), ...viewOf(each) };
      });
      expect(await sut.outline(session.key)).toEqual({ ...session, owner: true, path });
      await sut.reset(session.key);
      expect(await sut.outline(session.key)).toEqual({ ...session, owner: true, path: [] });
    });

    it('gives some turns of a session whole, in the order of their path', async () => {
      const turns = [turn('z', null), turn('y', 'z'), turn('x', 'y')];
      for (const each of turns) await sut.append(session, each);
      await sut.append({ ...session, key: 'agent:main:other' }, turn('w', null));
      expect(await sut.turns(session.key, ['y', 'x'])).toEqual(turns.slice(1));
      expect(await sut.turns(session.key, [])).toEqual([]);
      await expect(sut.turns(session.key, ['x', 'w'])).rejects.toBeInstanceOf(SessionDamagedError);
    });

    it('rejects a turn whose parent is no turn of the session, and writes nothing', async () => {
      await sut.append({ ...session, key: 'agent:main:other' }, turn('elsewhere', null));
      await expect(sut.append(session, turn('1', 'elsewhere'))).rejects.toThrow();
      expect(await sut.load(session.key)).toBeUndefined();
    });

    it('H4: a session that an owner wrote to stays the owner’s', async () => {
      await sut.append(session, turn('1', null));
      expect(await sut.load(session.key)).toMatchObject({ owner: false });
      await sut.append({ ...session, owner: true }, turn('2', '1'));
      await sut.append({ ...session, owner: false }, turn('3', '2'));
      expect(await sut.load(session.key)).toMatchObject({ owner: true });
    });

    it('keeps sessions apart whose keys look alike, and equal turn ids in them', async () => {
      const keys = ['agent:main:a', 'agent:main:A', 'agent:main:a%20', 'agent:main:a*', "agent:main:a'", '__proto__'];
      await Promise.all(keys.map((key) => sut.append({ ...session, key }, turn('1', null, { input: [user(key)] }))));
      for (const key of keys) {
        expect((await sut.load(key))?.turns.map(({ input }) => input)).toEqual([[user(key)]]);
      }
    });

    it('H7: turns appended at once are all written, each after its parent', async () => {
      const chains = Array.from({ length: 20 }, (_, index) => `agent:main:${index}`);
      await Promise.all(
        chains.map(async (key) => {
          for (let n = 1; n <= 5; n += 1)
            await sut.append({ ...session, key }, turn(`${n}`, n === 1 ? null : `${n - 1}`));
        }),
      );
      for (const key of chains) {
        expect((await sut.load(key))?.turns.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5']);
      }
    });

    it('H7: one refused turn does not fail those that are appended with it', async () => {
      const results = await Promise.allSettled([
        sut.append({ ...session, key: 'k1' }, turn('1', null)),
        sut.append({ ...session, key: 'k2' }, turn('1', 'missing')),
        sut.append({ ...session, key: 'k3' }, turn('1', null)),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((await sut.list()).map(({ key }) => key)).toEqual(['k1', 'k3']);
    });

    it('H9: tells how much room a turn takes, which is what its session grows by', async () => {
      const bytes = [await sut.append(session, turn('1', null)), await sut.append(session, turn('2', '1'))];
      bytes.push(await sut.append(session, turn('2b', '1', { input: [user('é🙂'.repeat(1_000))] })));
      expect(bytes[2]).toBeGreaterThan(6_000);
      expect(await sut.list()).toMatchObject([{ bytes: bytes.reduce((sum, some) => sum + some, 0) }]);
    });

    it('H9: lists sessions by last use with their size, branches included', async () => {
      await sut.append({ ...session, key: 'old' }, turn('1', null, { createdAt: 10 }));
      await sut.append({ ...session, key: 'new' }, turn('1', null, { createdAt: 20 }));
      await sut.append({ ...session, key: 'used' }, turn('1', null, { createdAt: 5 }));
      const before = (await sut.list()).find(({ key }) => key === 'used');
      await sut.append({ ...session, key: 'used' }, turn('2', null, { createdAt: 30 }));
      const list = await sut.list();
      expect(list.map(({ key, updatedAt }) => [key, updatedAt])).toEqual([
        ['old', 10],
        ['new', 20],
        ['used', 30],
      ]);
      expect(list.at(-1)?.bytes).toBeGreaterThan(before?.bytes ?? Number.POSITIVE_INFINITY);
    });

    it('H9: removes a session as it was listed, and none that has changed since', async () => {
      await sut.append(session, turn('1', null));
      const listed = (await sut.list()).at(0);
      if (!listed) throw new Error('nothing listed');
      await sut.append(session, turn('2', '1'));
      expect(await sut.remove(listed)).toBe(false);
      const again = (await sut.list()).at(0);
      if (!again) throw new Error('nothing listed');
      expect(await sut.remove(again)).toBe(true);
      expect(await sut.remove(again)).toBe(false);
      expect(await sut.load(session.key)).toBeUndefined();
      await sut.append(session, turn('1', null));
      expect((await sut.load(session.key))?.turns).toHaveLength(1);
    });

    it('describes one session, and finds them by agent and by part of the key, the last used first', async () => {
      const other: SessionIdentity = { key: 'agent:desk:Visit_1%', agentId: 'desk', owner: true };
      await sut.append(session, turn('1', null, { createdAt: 10 }));
      await sut.append(session, turn('2', '1', { createdAt: 40 }));
      await sut.append(other, turn('1', null, { createdAt: 20 }));
      await sut.append({ ...session, key: 'agent:main:b' }, turn('1', null, { createdAt: 30 }));
      expect(await sut.describe('agent:main:none')).toBeUndefined();
      expect(await sut.describe(session.key)).toEqual({
        ...session,
        createdAt: 10,
        updatedAt: 40,
        turns: 2,
        bytes: (await sut.list()).find(({ key }) => key === session.key)?.bytes,
      });
      const keysOf = async (query: Partial<SessionQuery>): Promise<[number, string[]]> => {
        const { total, sessions } = await sut.find({ limit: 10, offset: 0, ...query });
        return [total, sessions.map(({ key }) => key)];
      };
      expect(await keysOf({})).toEqual([3, [session.key, 'agent:main:b', other.key]]);
      expect(await keysOf({ limit: 1, offset: 1 })).toEqual([3, ['agent:main:b']]);
      expect(await keysOf({ agentId: 'desk' })).toEqual([1, [other.key]]);
      expect(await keysOf({ search: 'visit_1%' })).toEqual([1, [other.key]]);
      expect(await keysOf({ search: 'm%n:a' })).toEqual([0, []]);
    });

    it('C6: finds those of one namespace and of some agents alone', async () => {
      const keys = ['key:a_b:x', 'key:axb:x', 'x:key:a_b:x', 'key:a_b:y'].map((name) => `agent:main:${name}`);
      for (const [index, key] of keys.entries()) {
        await sut.append({ key, agentId: 'main', owner: false }, turn('1', null, { createdAt: index + 1 }));
      }
      await sut.append(
        { key: 'agent:desk:key:a_b:z', agentId: 'desk', owner: false },
        turn('1', null, { createdAt: 9 }),
      );
      const keysOf = async (query: Partial<SessionQuery>): Promise<[number, string[]]> => {
        const { total, sessions } = await sut.find({ limit: 10, offset: 0, ...query });
        return [total, sessions.map(({ key }) => key)];
      };
      expect(await keysOf({ namespace: 'a_b' })).toEqual([3, ['agent:desk:key:a_b:z', keys[3], keys[0]]]);
      expect(await keysOf({ namespace: 'a_b', agents: ['main'] })).toEqual([2, [keys[3], keys[0]]]);
      expect(await keysOf({ namespace: 'a_b', agents: [] })).toEqual([0, []]);
      expect(await keysOf({ namespace: 'a' })).toEqual([0, []]);
    });

    it('a session that was reset begins anew, and keeps what it had', async () => {
      expect(await sut.reset(session.key)).toBe(false);
      await sut.append({ ...session, owner: true }, turn('1', null));
      expect(await sut.reset(session.key)).toBe(true);
      expect(await sut.load(session.key)).toEqual({ ...session, owner: true, turns: [] });
      await sut.append(session, turn('2', null));
      expect(await sut.load(session.key)).toEqual({ ...session, owner: true, turns: [turn('2', null)] });
      expect(await sut.describe(session.key)).toMatchObject({ turns: 2 });
    });

    it('is ready', async () => {
      await expect(sut.check()).resolves.toBeUndefined();
    });
  });
}
