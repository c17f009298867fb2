import { SessionDamagedError } from '../../src/sessions/session.errors.js';
import { isVisible } from '../../src/sessions/session-name.js';
import type {
  FoundSessions,
  SessionDetails,
  SessionIdentity,
  SessionOutline,
  SessionQuery,
  SessionStore,
  SessionSummary,
  StoredSession,
  Turn,
  TurnOutline,
} from '../../src/sessions/session-store.port.js';
import { viewOf } from '../../src/sessions/turn-view.js';

interface Entry {
  identity: SessionIdentity;
  turns: Map<string, Turn>;
  head: string;
}

/** Keeps sessions in memory and keeps the port's contract; hands out copies, as a real store does. */
export class MemorySessionStore implements SessionStore {
  private readonly sessions = new Map<string, Entry>();

  load(key: string): Promise<StoredSession | undefined> {
    const entry = this.sessions.get(key);
    return Promise.resolve(entry && structuredClone({ ...entry.identity, turns: pathOf(entry) }));
  }

  outline(key: string, runId?: string): Promise<SessionOutline | undefined> {
    const entry = this.sessions.get(key);
    const turn = [...(entry?.turns.values() ?? [])].find((candidate) => candidate.runId === runId);
    if (!entry || (runId !== undefined && !turn)) return Promise.resolve(undefined);
    const path = pathOf({ ...entry, head: turn?.id ?? entry.head });
    return Promise.resolve({ ...entry.identity, path: path.map(outlineOf) });
  }

  async turns(key: string, ids: readonly string[]): Promise<Turn[]> {
    const turns = this.sessions.get(key)?.turns;
    const found = ids.flatMap((id) => turns?.get(id) ?? []);
    if (found.length < ids.length) throw new SessionDamagedError('A turn is missing.');
    return Promise.resolve(structuredClone(found));
  }

  async append(session: SessionIdentity, turn: Turn): Promise<number> {
    const entry = this.sessions.get(session.key);
    if (turn.parentId !== null && !entry?.turns.has(turn.parentId)) throw new Error('The parent turn is not stored.');
    const owner = session.owner || (entry?.identity.owner ?? false);
    const isStored = entry?.turns.has(turn.id) ?? false;
    const turns = entry?.turns ?? new Map<string, Turn>();
    if (!isStored) turns.set(turn.id, structuredClone(turn));
    const head = isStored && entry ? entry.head : turn.id;
    this.sessions.set(session.key, { identity: { ...session, owner }, turns, head });
    return Promise.resolve(sizeOf(turn));
  }

  describe(key: string): Promise<SessionDetails | undefined> {
    const entry = this.sessions.get(key);
    return Promise.resolve(entry && detail(entry));
  }

  async find({ agentId, agents, namespace, search = '', limit, offset }: SessionQuery): Promise<FoundSessions> {
    const listed = (await this.list()).reverse().flatMap(({ key }) => this.sessions.get(key) ?? []);
    const fitting = listed
      .map(detail)
      .filter((session) => agentId === undefined || session.agentId === agentId)
      .filter((session) => agents?.includes(session.agentId) ?? true)
      .filter(({ key }) => isVisible(key, namespace))
      .filter(({ key }) => key.toLowerCase().includes(search.toLowerCase()));
    return { total: fitting.length, sessions: fitting.slice(offset, offset + limit) };
  }

  reset(key: string): Promise<boolean> {
    const entry = this.sessions.get(key);
    if (entry) entry.head = '';
    return Promise.resolve(entry !== undefined);
  }

  list(): Promise<SessionSummary[]> {
    const summaries = [...this.sessions.values()].map(summarise);
    return Promise.resolve(
      summaries.sort((left, right) => left.updatedAt - right.updatedAt || (left.key < right.key ? -1 : 1)),
    );
  }

  async remove(session: SessionSummary): Promise<boolean> {
    const found = (await this.list()).find(({ key }) => key === session.key);
    if (found?.updatedAt !== session.updatedAt || found.bytes !== session.bytes) return false;
    return this.sessions.delete(session.key);
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}

function pathOf(entry: Entry): Turn[] {
  const path: Turn[] = [];
  for (let turn = entry.turns.get(entry.head); turn; turn = entry.turns.get(turn.parentId ?? '')) path.unshift(turn);
  return path;
}

/** A turn as the outline of its session has it. */
export function outlineOf(turn: Turn): TurnOutline {
  const { id, parentId } = turn;
  return { id, parentId, bytes: sizeOf(turn), ...viewOf(turn) };
}

function detail(entry: Entry): SessionDetails {
  const all = [...entry.turns.values()];
  const createdAt = Math.min(...all.map((turn) => turn.createdAt));
  return { ...entry.identity, ...summarise(entry), createdAt, turns: all.length };
}

function summarise({ identity, turns }: Entry): SessionSummary {
  const all = [...turns.values()];
  return {
    key: identity.key,
    updatedAt: Math.max(...all.map((turn) => turn.createdAt)),
    bytes: all.reduce((sum, turn) => sum + sizeOf(turn), 0),
  };
}

function sizeOf({ input, output, visible }: Turn): number {
  return [input, output, visible].reduce((sum, part) => sum + Buffer.byteLength(JSON.stringify(part)), 0);
}
