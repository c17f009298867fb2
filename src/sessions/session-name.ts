/** The session of those who name none. */
export const mainSession = 'main';

/** A session key taken apart. Nothing in it has been checked, so both parts may be empty. */
export interface SessionName {
  /** In lower case; undefined for a name within an agent. */
  agentId: string | undefined;
  name: string;
}

/** Whatever begins with `agent:` is a whole key, or was meant to be one. */
export function splitSessionKey(given: string): SessionName {
  const [, agentId, name] = /^agent:([^:]*):?(.*)$/is.exec(given) ?? [undefined, undefined, given];
  return { agentId: agentId?.toLowerCase(), name };
}

/** The key as the store has it. */
export function wholeSessionKey(agentId: string, name: string): string {
  return `agent:${agentId}:${name}`;
}

/** The agent that a session key names; undefined for a name within an agent. */
export function agentOfKey(key: string): string | undefined {
  return splitSessionKey(key).agentId;
}

/** What clients call the id of a session: its name within its agent. */
export function sessionIdOf(key: string): string {
  return splitSessionKey(key).name;
}
