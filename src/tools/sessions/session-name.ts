import { hash } from 'node:crypto';
import { isVisible, namespaceOf } from '../../sessions/session-name.js';
import type { ToolContext } from '../tool.port.js';

/**
 * How the tools of an agent call one of its sessions: by its key, and for a public agent by a number made of the key, because
 * a key may name a user and goes to no model of a public agent, whoever asks.
 */
export function sessionName(key: string, agent: { publicMode: boolean }): string {
  if (!agent.publicMode) return key;
  return `session-${hash('sha256', key).slice(0, 12)}`;
}

/**
 * Whether a run may know of a session: it belongs to the agent, and to the same named key as the session of the run itself; their
 * keys say so.
 */
export function isSessionFor(key: string, { agent, session }: Pick<ToolContext, 'agent' | 'session'>): boolean {
  return key.startsWith(`agent:${agent.id}:`) && isVisible(key, namespaceOf(session.key));
}
