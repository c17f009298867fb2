import { createHash } from 'node:crypto';

/**
 * How the tools of an agent call one of its sessions: by its key, and for a public agent by a number made of the key, because
 * a key may name a user and goes to no model of a public agent, whoever asks.
 */
export function sessionName(key: string, agent: { publicMode: boolean }): string {
  if (!agent.publicMode) return key;
  return `session-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}

/** Whether a session belongs to the agent; its key says so. */
export function isSessionOf(key: string, agent: { id: string }): boolean {
  return key.startsWith(`agent:${agent.id}:`);
}
