import type { EffectiveAuth } from '../../../config/auth-credentials.js';
import { shortestSecret } from '../../../common/secret.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';

/** Characters; what is shorter can be guessed. */
const shortestGood = 16;
const fewestDifferent = 8;
const remedy = 'Take a long random one, e.g. of `openssl rand -hex 32`, or leave it out: then the gateway makes one.';

type SecretAuth = Extract<EffectiveAuth, { secret: string }>;

/** Whether the credential can be guessed. */
export class CredentialCheck implements DoctorCheck {
  readonly name = 'Credential';

  constructor(private readonly context: Pick<DoctorContext, 'configuration'>) {}

  run(): Finding[] {
    const { configuration } = this.context;
    return configuration ? [strength(configuration), ...limit(configuration)] : [];
  }
}

type Loaded = NonNullable<DoctorContext['configuration']>;

function strength({ auth, isTokenMissing }: Loaded): Finding {
  switch (auth.mode) {
    case 'none':
      return {
        status: 'warning',
        what: 'There is no authentication: every program of this machine may use the gateway.',
        remedy: 'Leave gateway.auth.mode out, and the gateway makes a token.',
      };
    case 'trusted-proxy':
      return { status: 'ok', what: 'Callers are known by the trusted proxy' };
    case 'token':
      if (isTokenMissing) return { status: 'ok', what: 'The gateway makes a token at its first start' };
      return auth.source === 'generated' ? { status: 'ok', what: 'The gateway made its token' } : judge(auth);
    case 'password':
      return judge(auth);
  }
}

function judge({ mode, secret, source }: SecretAuth): Finding {
  const name = nameOf(mode, source);
  const length = secret.trim().length;
  if (length < shortestSecret) {
    return {
      status: 'problem',
      what: `${name} has only ${length} characters; it can be guessed, and logs cannot mask it.`,
      remedy,
    };
  }
  if (length < shortestGood) return { status: 'warning', what: `${name} has only ${length} characters.`, remedy };
  if (new Set(secret).size < fewestDifferent)
    return { status: 'warning', what: `${name} repeats few characters.`, remedy };
  return { status: 'ok', what: `${name} is long enough` };
}

function nameOf(mode: SecretAuth['mode'], source: SecretAuth['source']): string {
  return source === 'environment' ? `OPENCLAW_GATEWAY_${mode.toUpperCase()}` : `gateway.auth.${mode}`;
}

function limit({ auth, config }: Loaded): Finding[] {
  if (config.gateway.auth.rateLimit || auth.mode === 'none' || auth.mode === 'trusted-proxy') return [];
  const what = 'Wrong credentials are not limited: they can be tried as fast as the gateway answers.';
  return [{ status: 'warning', what, remedy: 'openclaw config set gateway.auth.rateLimit {}' }];
}
