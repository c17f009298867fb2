import type { Environment } from '../../config/environment.js';

/** What a program may need to run at all; nothing that tells of the gateway or holds a secret. */
const harmlessVariables = [
  ...['PATH', 'HOME', 'TERM', 'TZ', 'TMPDIR', 'LANG', 'LC_ALL', 'LC_COLLATE', 'LC_CTYPE', 'LC_MESSAGES'],
  ...['LC_MONETARY', 'LC_NUMERIC', 'LC_TIME', 'LC_ADDRESS', 'LC_IDENTIFICATION', 'LC_MEASUREMENT', 'LC_NAME'],
  ...['LC_PAPER', 'LC_TELEPHONE'],
];

/** The whole environment of a server's program. */
export function serverEnvironment(
  environment: Environment,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  const inherited = harmlessVariables.flatMap((name) => {
    const value = environment.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...(Object.fromEntries(inherited) as Record<string, string>), ...configured };
}
