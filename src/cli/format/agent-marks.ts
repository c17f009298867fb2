/** What is special about an agent, e.g. `default, public`; empty where nothing is. What is not true counts as false. */
export function agentMarks(isDefault: unknown, isPublic: unknown): string {
  return [...(isDefault === true ? ['default'] : []), ...(isPublic === true ? ['public'] : [])].join(', ');
}
