import { invalidValue, unsupportedValue } from '../common/request-errors.js';
import type { WireState } from '../openai-wire/responses/response-state.js';
import type { SessionChoice } from '../runs/run-request.js';
import { encodeUser } from '../sessions/encode-user.js';
import { type SessionKey, type SessionPlace, keyOfPlace } from '../sessions/session-key.js';
import type { ResponseHead } from './response-store.port.js';
import { ResponseNotFoundError } from './responses.errors.js';

export interface SessionSource {
  place: SessionPlace;
  responseId: string;
  state: WireState;
  /** What the header and `user` come to; `fresh` where they say nothing. */
  named: SessionKey;
  /** The response of `previous_response_id`. */
  previous: ResponseHead | undefined;
}

/** Throws 400 for a state that contradicts itself. */
export function checkState({ store, background, conversation, previousResponseId }: WireState): void {
  if (background && store === false)
    throw unsupportedValue(
      'background',
      "'background' needs a response that is kept; leave 'store' out, or wait for the answer.",
    );
  if (conversation === '') throw invalidValue('conversation', 'expected an id');
  if (conversation !== undefined && previousResponseId !== undefined)
    throw invalidValue('conversation', "expected either this or 'previous_response_id', not both");
}

/**
 * The session that the turn of a response belongs to: that of the response before it, or what the header, the conversation or the
 * user names, in this order; else one that begins with the response. What is not to be stored leaves no turn anywhere.
 */
export function toSessionChoice(source: SessionSource): SessionChoice {
  const { state, named, previous } = source;
  const readOnly = state.store === false;
  if (previous) {
    if (leadsElsewhere(named, previous.session)) throw new ResponseNotFoundError(previous.id, 'previous_response_id');
    return { own: previous.session, after: { runId: previous.runId, param: 'previous_response_id' }, readOnly };
  }
  return { own: beginning(source), readOnly };
}

function beginning({ place, responseId, state: { store, conversation }, named }: SessionSource): SessionKey {
  if (named.kind === 'explicit') return named;
  if (conversation !== undefined)
    return { key: keyOfPlace(place, `conversation:${encodeUser(conversation)}`), kind: 'conversation' };
  if (named.kind === 'user' || store === false) return named;
  return { key: keyOfPlace(place, `response:${responseId}`), kind: 'response' };
}

/** A user who goes on with a response that was nobody's in particular is no contradiction. */
function leadsElsewhere(named: SessionKey, previous: SessionKey): boolean {
  const counts = named.kind === 'explicit' || (named.kind === 'user' && previous.kind === 'user');
  return counts && named.key !== previous.key;
}
