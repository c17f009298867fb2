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
 * are judged alone. In the rest, which model, tools and caller wrote, a fact does not count that the caller has written itself:
 * it would tell the caller nothing, and a refusal would tell it that it has guessed right.
 */
export function findLeak(request: OutgoingRequest, search: FactSearch, words: CallWords): Finding | undefined {
  const { target, headers, body } = request;
  return (
    firstOf(withoutOwnSecrets(search.find(target), request, search), 'the address') ??
    firstOf(withoutOwnSecrets(search.find(headers), request, search), 'the headers') ??
    inBody(findInBody(body, search, words), search, words)
  );
}

function findInBody(body: string, search: FactSearch, words: CallWords): KnownFact[] {
  return piecesWithout(body, words.attachments()).flatMap((piece) => [...search.find(piece)]);
}

function inBody(found: readonly KnownFact[], search: FactSearch, words: CallWords): Finding | undefined {
  if (found.length === 0) return undefined;
  const written = firstOf(search.find(words.gateway()), 'the prompt or the description of a tool');
  if (written) return written;
  const known = search.find(words.caller());
  return firstOf(
    found.filter((fact) => !known.has(fact)),
    'the conversation',
  );
}

/** A provider may be sent the secrets that are its own. */
function withoutOwnSecrets(found: ReadonlySet<KnownFact>, request: OutgoingRequest, search: FactSearch): KnownFact[] {
  if (found.size === 0) return [];
  const own = search.find(request.ownSecrets().join('\n'));
  return [...found].filter((fact) => fact.kind !== 'secret' || !own.has(fact));
}

function firstOf(found: Iterable<KnownFact>, place: string): Finding | undefined {
  const [first] = found;
  return first && { kind: first.kind, place };
}
