import { InvalidRequestError } from '../common/gateway-error.js';
import type { UserKeyMode } from '../config/session.config.js';
import { encodeUser } from './encode-user.js';
import { agentOfKey, nameInNamespace, plainName, splitSessionKey, wholeSessionKey } from './session-name.js';
import { type SessionWords, headerSessionWords } from './session-words.js';

export interface SessionKeyRequest {
  agentId: string;
  /** Of the caller's credential; the session then belongs to it. */
  namespace?: string | undefined;
  /** The key that the caller gives; over HTTP the header `x-openclaw-session-key`. */
  header?: string;
  /** How the caller calls it. Default: as the header. */
  words?: SessionWords | undefined;
  /** The request's `user`. */
  user?: string;
  /** The agent's `session.userKey`. */
  userKeyMode: UserKeyMode;
  isOwner: boolean;
  /** What ownership a run of this agent has when nobody says anything: false for public agents. */
  ownerByDefault: boolean;
  /** Makes a unique name for a stateless run. */
  fresh: () => string;
}

export interface SessionKey {
  key: string;
  /**
   * `fresh` is used once and never stored; `user` was derived from `user`; `explicit` was given; `conversation` was named by the
   * request; `response` began with a stored response.
   */
  kind: 'fresh' | 'user' | 'explicit' | 'conversation' | 'response';
}

const userPrefix = 'openai-user:';
const reservedPrefixes = ['subagent:', 'cron:', 'acp:'];
const maxLength = 512;
/** Keys that the gateway derives from `user` may be longer, and must be accepted when an operator gives them. */
const maxUserKeyLength = 2_048;

/** Throws `InvalidRequestError` for a given key that is no session key of this agent. */
export function resolveSessionKey(request: SessionKeyRequest): SessionKey {
  const { agentId, namespace, header, words = headerSessionWords, user = '', userKeyMode } = request;
  if (header !== undefined) return { key: explicitSessionKey({ agentId, namespace }, header, words), kind: 'explicit' };
  if (user.trim() !== '' && userKeyMode === 'session') return { key: userKey(request, user), kind: 'user' };
  return { key: keyOfPlace(request, `openai:${request.fresh()}`), kind: 'fresh' };
}

function userKey(request: SessionKeyRequest, user: string): string {
  const key = keyOfPlace(request, `${userPrefix}${encodeUser(user)}`);
  if (request.isOwner === request.ownerByDefault) return key;
  return `${key}:${request.isOwner ? 'owner' : 'guest'}`;
}

/** Where a session is. */
export interface SessionPlace {
  agentId: string;
  namespace?: string | undefined;
}

/** The whole key of a session that the gateway names itself. */
export function keyOfPlace({ agentId, namespace }: SessionPlace, name: string): string {
  return wholeSessionKey(agentId, nameInNamespace(name, namespace));
}

/**
 * The whole key of a session that a run of this agent may have, of a whole key or a name within the agent. It is printable ASCII
 * without spaces, since it is sent back in a response header. Throws `InvalidRequestError` for any other.
 */
export function explicitSessionKey({ agentId, namespace }: SessionPlace, given: string, words: SessionWords): string {
  if (!/^[\x21-\x7e]+$/.test(given)) throw refused(`must be ${words.spelling}`, words);
  const name = nameInNamespace(nameWithinAgent(agentId, given, words), namespace);
  const own = plainName(name);
  const limit = own.startsWith(userPrefix) ? maxUserKeyLength : maxLength;
  if (given.length > limit) throw refused(`must be at most ${limit} characters, but has ${given.length}`, words);
  const reserved = reservedPrefixes.find((prefix) => own.toLowerCase().startsWith(prefix));
  if (reserved) throw refused(`starts with \`${reserved}\`, which is reserved for the gateway's own sessions`, words);
  return wholeSessionKey(agentId, name);
}

/** What a caller said about a session that may be kept. */
export interface KeptSessionRequest {
  /** A whole key, or a name within an agent. */
  given: string;
  /** The agent that the request names besides; in lower case. */
  agentId?: string | undefined;
  /** The agent of a name where nothing else tells it. */
  defaultAgentId: string;
  /** Of the caller's credential: no session of another one is ever meant. */
  namespace?: string | undefined;
}

/**
 * The whole key under which a session is kept, if it is. Neither its agent nor its name need be one that a run may still have:
 * what is kept can be read and removed. Throws `InvalidRequestError` for a key that names no session, or two agents.
 */
export function keptSessionKey(
  { given, agentId, defaultAgentId, namespace }: KeptSessionRequest,
  words: SessionWords,
): string {
  const agent = agentId ?? agentOfKey(given) ?? defaultAgentId;
  return keyOfPlace({ agentId: agent, namespace }, nameWithinAgent(agent, given, words));
}

function nameWithinAgent(agentId: string, given: string, words: SessionWords): string {
  const { agentId: named = agentId, name } = splitSessionKey(given);
  if (named !== agentId.toLowerCase()) {
    throw refused(`names another agent than the request; ${words.otherAgent}`, words);
  }
  if (name === '' || agentId === '') {
    throw refused('names an agent but no session; write agent:<agentId>:<name>', words);
  }
  return name;
}

function refused(problem: string, { field }: SessionWords): InvalidRequestError {
  return new InvalidRequestError(`The session key ${problem}.`, { param: field });
}
