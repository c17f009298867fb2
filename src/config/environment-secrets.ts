import type { Environment } from './environment.js';

const secretName = /(?:^|_)(?:API_?)?(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?)(?:_|$)/i;

/** The values of all environment variables whose names say that they hold a secret, whether or not the gateway uses them. */
export function environmentSecrets(environment: Environment): string[] {
  return environment.names
    .filter((name) => secretName.test(name))
    .flatMap((name) => environment.get(name)?.trim() ?? []);
}
