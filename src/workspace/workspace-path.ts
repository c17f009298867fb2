import { isAbsolute, join, resolve } from 'node:path';

const placeholder = '{agentId}';

/**
 * The absolute directory that a configured `workspace` means for one agent: `{agentId}` becomes the agent's id, a leading
 * `~` the given home, and a relative path is taken from the home too, so that the start directory has no say.
 */
export function workspacePath(configured: string, agentId: string, home: string): string {
  const path = configured.replaceAll(placeholder, () => agentId);
  if (path === '~') return resolve(home);
  if (/^~[/\\]/.test(path)) return resolve(join(home, path.slice(2)));
  return isAbsolute(path) ? resolve(path) : resolve(home, path);
}
