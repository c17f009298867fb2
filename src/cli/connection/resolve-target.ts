import { ConfigInvalidError, formatProblem } from '../../config/config-problem.js';
import type { EffectiveAuth } from '../../config/auth-credentials.js';
import type { Environment } from '../../config/environment.js';
import type { ListenAddress } from '../../config/listen-address.js';
import { reachableUrl } from '../../config/reachable-url.js';
import { stateDirectoryVariable } from '../../config/state-directory.js';
import { CliError, exitCodes } from '../cli-error.js';
import { usageError } from '../usage-error.js';
import type { GatewayCredential, GatewayTarget } from './gateway-target.js';
import { readGatewayUrl } from './read-gateway-url.js';

/** What the options say of the gateway. */
export interface TargetOptions {
  url?: string;
  token?: string;
  password?: string;
}

/** What the gateway of this machine would use. Throws a `ConfigInvalidError` where that cannot be said. */
export type ReadLocal = (environment: Environment) => Promise<{ listen: ListenAddress; auth: EffectiveAuth }>;

interface FoundCredential {
  credential: GatewayCredential;
  source: string;
}

/**
 * Which gateway to talk to, and how to get in: the options come first, then the variables, then the configuration of this machine.
 * An address that leads away from this machine never gets a credential from a later place than the address itself.
 * @throws CliError
 */
export async function resolveTarget(
  options: TargetOptions,
  environment: Environment,
  readLocal: ReadLocal = readLocalConfiguration,
): Promise<GatewayTarget> {
  const fromOptions = credentialOf(options.token, options.password, '--token', '--password');
  const fromVariables = credentialOfVariables(environment);
  const named = namedUrl(options, environment);
  if (named === undefined) {
    const local = await localOr('gateway', readLocal, environment);
    const { url, shown } = readGatewayUrl(localUrl(local.listen), 'The configured address');
    return target({ url, shown }, fromOptions ?? fromVariables ?? fromConfiguration(local.auth));
  }
  const { url, shown, isLoopback } = readGatewayUrl(named.written, named.source);
  const explicit = fromOptions ?? (isLoopback || named.byVariable ? fromVariables : undefined);
  if (explicit !== undefined) return target({ url, shown }, explicit);
  if (isLoopback)
    return target({ url, shown }, fromConfiguration((await localOr('credential', readLocal, environment)).auth));
  throw credentialMissing(shown, named.byVariable);
}

/** The local configuration where the rest depends on it: `wanted` is what cannot be had without. */
async function localOr(
  wanted: 'gateway' | 'credential',
  readLocal: ReadLocal,
  environment: Environment,
): ReturnType<ReadLocal> {
  try {
    return await readLocal(environment);
  } catch (error) {
    throw error instanceof ConfigInvalidError ? localUnreadable(wanted, error) : error;
  }
}

function localUnreadable(wanted: 'gateway' | 'credential', { problems, file }: ConfigInvalidError): CliError {
  const where = file === undefined ? '' : ` (${file})`;
  const isOfState = problems.every(({ path }) => path === stateDirectoryVariable);
  const what = isOfState ? 'The state directory cannot be used' : `The local configuration${where} cannot be read`;
  const reasons = problems.map((problem) => `  ${formatProblem(problem)}`);
  const beginning = `${what}, so the ${wanted} cannot be found by it:`;
  return new CliError([beginning, ...reasons].join('\n'), {
    exitCode: exitCodes.configuration,
    hint: `${isOfState ? `Correct ${stateDirectoryVariable}` : 'Correct it (`openclaw config validate` tells more)'}, or name the gateway with --url and --token.`,
  });
}

/** One place may give a token or a password; of a token and a password the token counts. */
function credentialOf(
  token: string | undefined,
  password: string | undefined,
  tokenSource: string,
  passwordSource: string,
): FoundCredential | undefined {
  if (token !== undefined) return { credential: { token: token.trim() }, source: tokenSource };
  return password === undefined ? undefined : { credential: { password }, source: passwordSource };
}

function credentialOfVariables(environment: Environment): FoundCredential | undefined {
  return credentialOf(
    environment.get('OPENCLAW_GATEWAY_TOKEN'),
    environment.get('OPENCLAW_GATEWAY_PASSWORD'),
    'the variable OPENCLAW_GATEWAY_TOKEN',
    'the variable OPENCLAW_GATEWAY_PASSWORD',
  );
}

function fromConfiguration(auth: EffectiveAuth): FoundCredential {
  const source = 'the configuration of this machine';
  switch (auth.mode) {
    case 'token':
      return {
        credential: { token: auth.secret },
        source: auth.tokenPath === undefined ? source : `the file ${auth.tokenPath}`,
      };
    case 'password':
      return { credential: { password: auth.secret }, source };
    case 'none':
    case 'trusted-proxy':
      return { credential: {}, source };
  }
}

interface NamedUrl {
  written: string;
  source: string;
  byVariable: boolean;
}

function namedUrl({ url }: TargetOptions, environment: Environment): NamedUrl | undefined {
  if (url !== undefined) return { written: url, source: '--url', byVariable: false };
  const variable = environment.get('OPENCLAW_GATEWAY_URL');
  return variable === undefined ? undefined : { written: variable, source: 'OPENCLAW_GATEWAY_URL', byVariable: true };
}

function localUrl(listen: ListenAddress): string {
  if (listen.port === 0) {
    throw usageError('The configured port is 0, so the gateway takes any free one. Name its address with --url.');
  }
  return reachableUrl(listen);
}

function target(address: Pick<GatewayTarget, 'url' | 'shown'>, { credential, source }: FoundCredential): GatewayTarget {
  return { ...address, credential, credentialSource: source };
}

function credentialMissing(shown: string, byVariable: boolean): CliError {
  const variables = 'OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD';
  return new CliError(`${shown} is not on this machine, so the credential of this machine is not sent there.`, {
    exitCode: exitCodes.unauthorized,
    hint: byVariable
      ? `Set ${variables} too, or give --token or --password.`
      : `Give --token or --password; or set OPENCLAW_GATEWAY_URL and ${variables} together in place of --url.`,
  });
}

/** Read only when it is needed, because that takes longer than everything else before the connection. */
async function readLocalConfiguration(environment: Environment): ReturnType<ReadLocal> {
  const { loadConfiguration } = await import('../../config/load-configuration.js');
  return loadConfiguration({ env: environment });
}
