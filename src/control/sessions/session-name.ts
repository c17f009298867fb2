/** The session of those who name none. */
export const mainSession = 'main';

const wholeKey = /^agent:([^:]+):(.+)$/is;

/** The agent that a session key names; undefined for a name within an agent. */
export function agentOfKey(key: string): string | undefined {
  return wholeKey.exec(key)?.[1].toLowerCase();
}

/** The key as the store has it, of a whole one or of a name within `agentId`. */
export function wholeSessionKey(given: string, agentId: string): string {
  const [, agent, name] = wholeKey.exec(given) ?? [];
  return agent === undefined ? `agent:${agentId}:${given}` : `agent:${agent.toLowerCase()}:${name}`;
}

/** What clients call the id of a session: its name within its agent. */
export function sessionIdOf(key: string): string {
  return wholeKey.exec(key)?.[2] ?? key;
}
