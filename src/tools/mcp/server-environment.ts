import type { Environment } from '../../config/environment.js';
import { harmlessVariables } from '../harmless-variables.js';

/** What a program may need to run at all. */
const inheritedVariables = [...harmlessVariables, 'PATH', 'HOME', 'TMPDIR', 'TZ'];

/** The whole environment of a server's program. */
export function serverEnvironment(
  environment: Environment,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  const inherited = inheritedVariables.flatMap((name) => {
    const value = environment.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...(Object.fromEntries(inherited) as Record<string, string>), ...configured };
}
