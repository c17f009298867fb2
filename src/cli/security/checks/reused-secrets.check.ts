import { afterScheme } from '../../../common/after-scheme.js';
import { isSecret } from '../../../common/secret.js';
import { OpenClawConfig } from '../../../config/openclaw.config.js';
import { type PlacedSecret, placedSecrets } from '../../../config/placed-secrets.js';
import { providerKeyVariables } from '../../../config/provider-key-variables.js';
import type { PeekedConfiguration } from '../../config/peek-configuration.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

const assertionSecret = 'gateway.auth.ownerAssertion.secret';
const credentialVariables = ['OPENCLAW_GATEWAY_TOKEN', 'OPENCLAW_GATEWAY_PASSWORD'];
const remedy =
  'Leave the credential of the gateway to the gateway alone: take a new one, e.g. of `openssl rand -hex 32`.';

/** Whether whoever learns a key of a provider or a tool server has the gateway with it, and the reverse. */
export class ReusedSecretsCheck implements DoctorCheck {
  readonly name = 'Reused secrets';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'environment'>) {}

  run(): Finding[] {
    const { configuration } = this.context;
    if (!configuration) return [];
    const all = this.secretsOf(configuration);
    const own = all.filter(({ path }) => path.startsWith('gateway.auth.') || credentialVariables.includes(path));
    // Variables and settings may hold the same credential, but what front ends sign with is another one.
    const others = all.filter((secret) => !own.includes(secret) || secret.path === assertionSecret);
    const found = own.flatMap((secret) => others.filter((other) => isSame(secret, other)).map(toFinding(secret)));
    return found.length > 0 ? found : [{ status: 'ok', what: 'The credential of the gateway is used nowhere else' }];
  }

  private secretsOf({ config }: PeekedConfiguration): PlacedSecret[] {
    const { environment } = this.context;
    const variables = [...credentialVariables, ...providerKeyVariables].flatMap((path) => {
      const value = environment.get(path);
      return value === undefined ? [] : [{ path, value }];
    });
    return [...placedSecrets(OpenClawConfig, config), ...variables].filter(({ value }) => isSecret(value));
  }
}

function isSame(secret: PlacedSecret, other: PlacedSecret): boolean {
  return secret.path !== other.path && bareOf(secret) === bareOf(other);
}

/** A header has its scheme in front. */
function bareOf({ value }: PlacedSecret): string {
  return afterScheme(value) ?? value.trim();
}

function toFinding({ path }: PlacedSecret): (other: PlacedSecret) => Finding {
  return (other) => ({ status: 'problem', what: `${path} is ${other.path} too.`, path, remedy });
}
