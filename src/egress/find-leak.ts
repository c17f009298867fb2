import type { OutgoingRequest } from '../providers/request-inspector.js';
import type { CallWords } from './checked-call.js';
import type { FactSearch } from './fact-search.js';
import type { FactKind, KnownFact } from './known-fact.js';
import { piecesWithout } from './pieces-without.js';

export interface Finding {
  kind: FactKind;
  place: string;
}

/**
 * The first fact that a request tells and must not; undefined where there is none. Address, headers and what the gateway wrote
 * are judged alone. In the rest, which model, tools and caller wrote, a fact does not count of which the caller has written all
 * that is there: it would tell the caller nothing, and a refusal would tell it that it has guessed right.
 */
export function findLeak(request: OutgoingRequest, search: FactSearch, words: CallWords): Finding | undefined {
  const { target, headers, body } = request;
  return (
    firstOf(foreignIn(target, request, search), 'the address') ??
    firstOf(foreignIn(headers, request, search), 'the headers') ??
    inBody(piecesWithout(body, words.attachments()), search, words)
  );
}

function inBody(pieces: readonly string[], search: FactSearch, words: CallWords): Finding | undefined {
  const telling = pieces.map((piece) => search.sightingsIn(piece)).filter(({ found }) => found.size > 0);
  if (telling.length === 0) return undefined;
  const written = firstOf(search.find(words.gateway()), 'the prompt or the description of a tool');
  if (written) return written;
  // Once, however many pieces there are: a caller decides how many, and writes as much as it likes.
  const known = search.sightingsIn(words.caller());
  return firstOf(
    telling.flatMap((seen) => [...seen.beyond(known)]),
    'the conversation',
  );
}

/** What tells in an address or headers. A provider may be sent the secrets that are its own. */
function foreignIn(text: string, request: OutgoingRequest, search: FactSearch): KnownFact[] {
  const seen = search.sightingsIn(text);
  if (seen.found.size === 0) return [];
  const foreign = seen.beyond(search.sightingsIn(request.ownSecrets().join('\n')));
  return [...seen.found].filter((fact) => fact.kind !== 'secret' || foreign.has(fact));
}

function firstOf(found: Iterable<KnownFact>, place: string): Finding | undefined {
  const [first] = found;
  return first && { kind: first.kind, place };
}
