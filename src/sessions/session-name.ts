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

/** How the names of sessions within a namespace begin. The colon keeps `a` apart from `a-b`. */
function prefixOf(namespace: string): string {
  return `key:${namespace}:`;
}

/** The name within its namespace; one that has been put there already stays as it is. */
export function nameInNamespace(name: string, namespace: string | undefined): string {
  if (namespace === undefined || name.startsWith(prefixOf(namespace))) return name;
  return `${prefixOf(namespace)}${name}`;
}

/** The namespace that a session belongs to: that of a named key. Undefined for sessions of the shared credential. */
export function namespaceOf(key: string): string | undefined {
  return /^key:([^:]+):/.exec(splitSessionKey(key).name)?.[1];
}

/** The name without its namespace. */
export function plainName(name: string): string {
  return name.replace(/^key:[^:]+:/, '');
}

/** Whether somebody who sees a namespace sees the session; whoever has none sees all. */
export function isVisible(key: string, namespace: string | undefined): boolean {
  return namespace === undefined || namespaceOf(key) === namespace;
}
