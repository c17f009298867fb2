import type { EffectiveAuth } from '../../../config/auth-credentials.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';
import { weaknessOf } from '../secret-weakness.js';

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
        path: 'gateway.auth.mode',
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
  const path = nameOf(mode, source);
  const weakness = weaknessOf(secret);
  if (!weakness) return { status: 'ok', what: `${path} is long enough` };
  return { status: weakness.status, what: `${path} ${weakness.what}.`, path, remedy };
}

function nameOf(mode: SecretAuth['mode'], source: SecretAuth['source']): string {
  return source === 'environment' ? `OPENCLAW_GATEWAY_${mode.toUpperCase()}` : `gateway.auth.${mode}`;
}

function limit({ auth, config }: Loaded): Finding[] {
  if (config.gateway.auth.rateLimit || auth.mode === 'none' || auth.mode === 'trusted-proxy') return [];
  const what = 'Wrong credentials are not limited: they can be tried as fast as the gateway answers.';
  const path = 'gateway.auth.rateLimit';
  return [{ status: 'warning', what, path, remedy: `openclaw config set ${path} {}` }];
}
