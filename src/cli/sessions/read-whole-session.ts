import type {
  HistoryTurn,
  SessionsDescribePayload,
  SessionsHistoryPayload,
} from '../../gateway-protocol/method-payloads.js';
import type { SessionRow } from '../../gateway-protocol/payloads.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { type Unread, listOf, numberOf, objectOf, textOf } from '../read-payload.js';

/** Everything that a gateway keeps of a session. */
export interface WholeSession {
  key: string;
  /** The row of `sessions.list`. */
  session: Unread<SessionRow>;
  /** Oldest first. */
  turns: Unread<HistoryTurn>[];
}

const turnsAtOnce = 200;

/** Reads a session to its beginning, however many answers that takes. */
export async function readWholeSession(
  link: GatewayLink,
  target: { key: string; agentId?: string },
): Promise<WholeSession> {
  const { session } = objectOf<SessionsDescribePayload>(await link.request('sessions.describe', target));
  const turns: Unread<HistoryTurn>[] = [];
  for (;;) {
    const before = textOf(turns[0]?.id);
    const params = { ...target, limit: turnsAtOnce, ...(before === '' ? {} : { before }) };
    const page = objectOf<SessionsHistoryPayload>(await link.request('sessions.history', params));
    const known = new Set(turns.map(({ id }) => id));
    // A gateway that no longer has the turn `before`, because the session began anew, answers with the newest ones.
    const earlier = listOf<HistoryTurn>(page.turns).filter(({ id }) => !known.has(id));
    turns.unshift(...earlier);
    if (earlier.length === 0 || turns.length >= numberOf(page.total)) {
      return { key: textOf(page.key) || target.key, session: objectOf<SessionRow>(session), turns };
    }
  }
}
