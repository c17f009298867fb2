import type { CredentialSource, EffectiveAuth } from './auth-credentials.js';
import type { ConfigProblem } from './config-problem.js';
import type { Environment } from './environment.js';
import type { AuthConfig, AuthMode, GatewayConfig } from './gateway.config.js';
import { isLoopbackHost } from './listen-address.js';

/** Either the credentials in force, or `make-token`: nobody set any, so the caller is to make or read the kept token. */
export type CredentialDecision =
  | { outcome: 'resolved'; auth: EffectiveAuth }
  | { outcome: 'make-token' }
  | { outcome: 'refused'; problems: ConfigProblem[] };

interface Credential {
  secret: string;
  source: Exclude<CredentialSource, 'generated'>;
}

const tokenPlaces = 'gateway.auth.token or OPENCLAW_GATEWAY_TOKEN';
const passwordPlaces = 'gateway.auth.password or OPENCLAW_GATEWAY_PASSWORD';

/** Weighs configuration and environment: configuration beats environment, and empty counts as unset. */
export function resolveCredentials(gateway: GatewayConfig, environment: Environment, host: string): CredentialDecision {
  const { auth } = gateway;
  const token = credential(auth.token, environment.get('OPENCLAW_GATEWAY_TOKEN'));
  const password = credential(auth.password, environment.get('OPENCLAW_GATEWAY_PASSWORD'));
  if (auth.mode === undefined && token && password) return refused('gateway.auth.mode', ...ambiguous(token, password));
  switch (auth.mode ?? impliedMode(token, password)) {
    case 'token':
      return token ? resolved({ mode: 'token', ...token }) : withoutCredential('token', tokenPlaces);
    case 'password':
      return password ? resolved({ mode: 'password', ...password }) : withoutCredential('password', passwordPlaces);
    case 'trusted-proxy':
      return trustedProxy(auth, gateway.trustedProxies);
    case 'none':
      return isLoopbackHost(host) ? resolved({ mode: 'none' }) : openToOthers(host);
    case undefined:
      return { outcome: 'make-token' };
  }
}

function credential(configured: string | undefined, fromEnvironment: string | undefined): Credential | undefined {
  if (configured !== undefined && configured.trim() !== '') return { secret: configured, source: 'config' };
  return fromEnvironment === undefined ? undefined : { secret: fromEnvironment, source: 'environment' };
}

function impliedMode(token: Credential | undefined, password: Credential | undefined): AuthMode | undefined {
  if (token) return 'token';
  return password ? 'password' : undefined;
}

function trustedProxy(auth: AuthConfig, trustedProxies: readonly string[]): CredentialDecision {
  const problems: ConfigProblem[] = [];
  const because = 'because gateway.auth.mode is "trusted-proxy"';
  if (trustedProxies.length === 0) {
    problems.push({
      path: 'gateway.trustedProxies',
      found: 'no address',
      allowed: `the addresses of the reverse proxy, ${because}`,
    });
  }
  if (!auth.trustedProxy) {
    problems.push({
      path: 'gateway.auth.trustedProxy.userHeader',
      found: 'nothing',
      allowed: `the header that names the user, ${because}`,
    });
    return { outcome: 'refused', problems };
  }
  if (problems.length > 0) return { outcome: 'refused', problems };
  const { userHeader, requiredHeaders, allowUsers } = auth.trustedProxy;
  return resolved({ mode: 'trusted-proxy', trustedProxies, userHeader, requiredHeaders, allowUsers });
}

function resolved(auth: EffectiveAuth): CredentialDecision {
  return { outcome: 'resolved', auth };
}

function ambiguous(token: Credential, password: Credential): [found: string, allowed: string] {
  return [
    `nothing, while a token (from the ${token.source}) and a password (from the ${password.source}) are set`,
    '"token" or "password"; or take one of the two away',
  ];
}

function withoutCredential(mode: string, places: string): CredentialDecision {
  return refused('gateway.auth.mode', `"${mode}" without a ${mode}`, `set ${places}, or leave the mode out`);
}

function openToOthers(host: string): CredentialDecision {
  return refused(
    'gateway.auth.mode',
    `"none" while listening on ${host}, which others can reach`,
    '"token", "password" or "trusted-proxy"; "none" only with gateway.bind "loopback"',
  );
}

function refused(path: string, found: string, allowed: string): CredentialDecision {
  return { outcome: 'refused', problems: [{ path, found, allowed }] };
}
