import { InvalidRequestError } from '../common/gateway-error.js';
import type { UserKeyMode } from '../config/session.config.js';
import { encodeUser } from './encode-user.js';

export interface SessionKeyRequest {
  agentId: string;
  /** The header `x-openclaw-session-key`. */
  header?: string;
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
   * `fresh` is used once and never stored; `user` was derived from `user`; `explicit` came by the header; `conversation` was named
   * by the request; `response` began with a stored response.
   */
  kind: 'fresh' | 'user' | 'explicit' | 'conversation' | 'response';
}

const headerName = 'x-openclaw-session-key';
const userPrefix = 'openai-user:';
const reservedPrefixes = ['subagent:', 'cron:', 'acp:'];
const maxLength = 512;
/** Keys that the gateway derives from `user` may be longer, and must be accepted when an operator gives them. */
const maxUserKeyLength = 2_048;

/** Throws `InvalidRequestError` for a header that is no session key of this agent. */
export function resolveSessionKey(request: SessionKeyRequest): SessionKey {
  const { agentId, header, user = '', userKeyMode } = request;
  if (header !== undefined) return { key: explicitKey(agentId, header), kind: 'explicit' };
  if (user.trim() !== '' && userKeyMode === 'session') return { key: userKey(request, user), kind: 'user' };
  return { key: `agent:${agentId}:openai:${request.fresh()}`, kind: 'fresh' };
}

function userKey(request: SessionKeyRequest, user: string): string {
  const key = `agent:${request.agentId}:${userPrefix}${encodeUser(user)}`;
  if (request.isOwner === request.ownerByDefault) return key;
  return `${key}:${request.isOwner ? 'owner' : 'guest'}`;
}

/** Printable ASCII without spaces, since the key is sent back in a response header. */
function explicitKey(agentId: string, header: string): string {
  if (!/^[\x21-\x7e]+$/.test(header)) {
    throw refused('must be one or more printable ASCII characters without spaces, sent once');
  }
  const name = nameWithinAgent(agentId, header);
  if (name === '') throw refused('names an agent but no session; write agent:<agentId>:<name>');
  const limit = name.startsWith(userPrefix) ? maxUserKeyLength : maxLength;
  if (header.length > limit) throw refused(`must be at most ${limit} characters, but has ${header.length}`);
  const reserved = reservedPrefixes.find((prefix) => name.toLowerCase().startsWith(prefix));
  if (reserved) throw refused(`starts with \`${reserved}\`, which is reserved for the gateway's own sessions`);
  return `agent:${agentId}:${name}`;
}

function nameWithinAgent(agentId: string, header: string): string {
  const match = /^agent:([^:]*):?(.*)$/i.exec(header);
  if (!match) return header;
  const [, agent, name] = match;
  if (agent.toLowerCase() === agentId.toLowerCase()) return name;
  throw refused('names another agent than the request; choose the agent by `model` or x-openclaw-agent-id');
}

function refused(problem: string): InvalidRequestError {
  return new InvalidRequestError(`The session key ${problem}.`, { param: headerName });
}
