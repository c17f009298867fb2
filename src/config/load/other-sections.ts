/** Top-level sections of an OpenClaw file that other parts of OpenClaw, or later versions of this gateway, read. */
export const otherSections: readonly string[] = [
  'acp',
  'approvals',
  'audio',
  'auth',
  'bindings',
  'broadcast',
  'browser',
  'canvasHost',
  'channels',
  'cli',
  'cluster',
  'commands',
  'cron',
  'database',
  'diagnostics',
  'discovery',
  'env',
  'hooks',
  'media',
  'memory',
  'messages',
  'meta',
  'nodeHost',
  'plugins',
  'secrets',
  'talk',
  'ui',
  'update',
  'web',
  'wizard',
];

export interface SplitSections {
  own: Record<string, unknown>;
  ignored: string[];
}

/** Takes away the sections that are not read here, and `$schema`, which only editors read. */
export function splitSections(data: Record<string, unknown>): SplitSections {
  const own: Record<string, unknown> = {};
  const ignored: string[] = [];
  for (const [key, value] of Object.entries(data)) {
    if (otherSections.includes(key)) ignored.push(key);
    else if (key !== '$schema') own[key] = value;
  }
  return { own, ignored };
}
