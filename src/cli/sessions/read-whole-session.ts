import type { JsonObject } from '../../common/json.js';
import type { GatewayLink } from '../command.js';
import { listOf, numberOf, objectOf, textOf } from '../read-payload.js';

/** Everything that a gateway keeps of a session. */
export interface WholeSession {
  key: string;
  /** The row of `sessions.list`. */
  session: JsonObject;
  /** Oldest first. */
  turns: JsonObject[];
}

const turnsAtOnce = 200;

/** Reads a session to its beginning, however many answers that takes. */
export async function readWholeSession(
  link: GatewayLink,
  target: { key: string; agentId?: string },
): Promise<WholeSession> {
  const { session } = objectOf(await link.request('sessions.describe', target));
  const turns: JsonObject[] = [];
  for (;;) {
    const before = textOf(turns[0]?.['id']);
    const params = { ...target, limit: turnsAtOnce, ...(before === '' ? {} : { before }) };
    const page = objectOf(await link.request('sessions.history', params));
    const known = new Set(turns.map(({ id }) => id));
    // A gateway that no longer has the turn `before`, because the session began anew, answers with the newest ones.
    const earlier = listOf(page['turns']).filter(({ id }) => !known.has(id));
    turns.unshift(...earlier);
    if (earlier.length === 0 || turns.length >= numberOf(page['total'])) {
      return { key: textOf(page['key']) || target.key, session: objectOf(session), turns };
    }
  }
}
