import type { SessionStore } from '../../src/sessions/session-store.port.js';
import { turn, user } from './conversation-factory.js';
import { MemorySessionStore } from './memory-session-store.js';

/** A store with one turn under each key, each a minute after the one before; the user says the key. */
export async function keptSessions(...keys: string[]): Promise<SessionStore> {
  const store = new MemorySessionStore();
  for (const [index, key] of keys.entries()) {
    const createdAt = Date.UTC(2026, 0, 1, 0, index);
    const identity = { key, agentId: key.split(':')[1], owner: false };
    await store.append(identity, turn(String(index), null, { input: [user(`words in ${key}`)], createdAt }));
  }
  return store;
}
