import { deepFreeze } from '../common/deep-freeze.js';
import type { Ids } from '../common/ids.js';
import { RandomIds } from '../common/random-ids.js';
import type { EffectiveAuth } from './auth-credentials.js';
import type { ConfigProblem } from './config-problem.js';
import { ConfigInvalidError } from './config-problem.js';
import { Environment } from './environment.js';
import type { ListenAddress } from './listen-address.js';
import { resolveListenAddress } from './listen-address.js';
import { agentIdsOf, settleAgents } from './load/check-agents.js';
import { checkKeys } from './load/check-keys.js';
import { checkMcpServers } from './load/check-mcp-servers.js';
import { checkProviders } from './load/check-providers.js';
import { checkWorkspaces } from './load/check-workspaces.js';
import type { ConfigSource } from './load/config-source.js';
import { locateConfig, readSource } from './load/config-source.js';
import { keptGatewayToken } from './load/gateway-token.js';
import { splitSections } from './load/other-sections.js';
import { nestedWorkspaceWarnings } from './load/nested-workspaces.js';
import { parseConfigText } from './load/parse-config-text.js';
import { placeWorkspaces } from './load/placed-workspaces.js';
import { substituteEnvironment } from './load/substitute-environment.js';
import { unknownArguments } from './load/unknown-arguments.js';
import { unknownProviderWarnings } from './load/unknown-providers.js';
import { weakCredentialWarnings } from './load/weak-credential.js';
import { OpenClawConfig } from './openclaw.config.js';
import type { CredentialDecision } from './resolve-credentials.js';
import { resolveCredentials } from './resolve-credentials.js';
import { SettingsReader } from './settings/settings-reader.js';
import { StateDirectory, homeOf, stateDirectoryPath } from './state-directory.js';

export interface LoadOptions {
  /** Environment variables; `process.env` is never looked at. */
  env?: Environment | Readonly<Record<string, string | undefined>>;
  /** Command line arguments; `--port` is the only one, any other is a problem. */
  argv?: readonly string[];
  /** JSON5 to read instead of a file. */
  text?: string;
  /** File to read; by default the one that the environment and the state directory lead to. */
  path?: string;
  /** Default: what the environment says. */
  stateDir?: string;
  ids?: Ids;
}

/** Everything that follows from the configuration file, the environment and the command line. */
export interface LoadedConfiguration {
  /** Deeply frozen. */
  readonly config: OpenClawConfig;
  readonly auth: EffectiveAuth;
  readonly listen: ListenAddress;
  readonly environment: Environment;
  readonly stateDirectory: StateDirectory;
  readonly source: ConfigSource;
  /** What was read; equal text means that nothing changed. */
  readonly text: string;
  /** For the log: what was accepted but has no effect, or cannot work. */
  readonly warnings: readonly string[];
  /**
   * Reads the same source again, under the same environment and arguments.
   * @throws ConfigInvalidError
   */
  readonly reload: () => LoadedConfiguration;
}

/** What stays the same from one reading to the next. */
interface Surroundings {
  environment: Environment;
  stateDirectory: StateDirectory;
  source: ConfigSource;
  argv: readonly string[];
  ids: Ids;
}

interface Interpretation {
  config: OpenClawConfig;
  listen: ListenAddress;
  credentials: CredentialDecision;
  problems: ConfigProblem[];
  warnings: string[];
}

/**
 * Finds, reads and validates the configuration; makes the state directory, and the gateway's own token where none is set.
 * @throws ConfigInvalidError with every problem.
 */
export function loadConfiguration(options: LoadOptions = {}): LoadedConfiguration {
  const environment = options.env instanceof Environment ? options.env : new Environment(options.env);
  const stateDirectory = StateDirectory.open(options.stateDir ?? stateDirectoryPath(environment));
  return read({
    environment,
    stateDirectory,
    source: sourceOf(options) ?? locateConfig(environment, stateDirectory),
    argv: options.argv ?? [],
    ids: options.ids ?? new RandomIds(),
  });
}

function sourceOf({ text, path }: LoadOptions): ConfigSource | undefined {
  if (text !== undefined) return { text };
  return path === undefined ? undefined : { path };
}

function read(surroundings: Surroundings): LoadedConfiguration {
  const { environment, stateDirectory, source, ids } = surroundings;
  const file = 'path' in source ? source.path : undefined;
  const text = readSource(source, environment);
  const { own, ignored } = splitSections(parseConfigText(text, file));
  const { config, listen, credentials, problems, warnings } = interpret(own, surroundings);
  if (problems.length > 0 || credentials.outcome === 'refused') throw new ConfigInvalidError(problems, file);
  const auth = credentials.outcome === 'resolved' ? credentials.auth : keptGatewayToken(stateDirectory, ids);
  return {
    config: deepFreeze(config),
    auth: deepFreeze(auth),
    listen,
    environment,
    stateDirectory,
    source,
    text,
    warnings: [...ignoredWarnings(ignored), ...weakCredentialWarnings(auth), ...warnings],
    reload: () => read(surroundings),
  };
}

function interpret(own: Record<string, unknown>, surroundings: Surroundings): Interpretation {
  const { environment, stateDirectory, argv } = surroundings;
  const { value, problems, fromEnvironment } = substituteEnvironment(own, environment);
  const reader = new SettingsReader(fromEnvironment);
  const config = reader.section(OpenClawConfig, value, []);
  checkProviders(config.models, reader);
  checkMcpServers(config.mcp, reader);
  const agents = settleAgents(config.agents, config.gateway, reader);
  checkKeys(config.gateway, agentIdsOf(agents), reader);
  const bases = { home: homeOf(environment), stateDirectory: stateDirectory.path };
  const workspaces = placeWorkspaces(agents, config.agents.defaults.workspace, bases);
  checkWorkspaces(workspaces, surroundings, reader);
  const listen = resolveListenAddress(config.gateway, environment, argv);
  const credentials = resolveCredentials(config.gateway, environment, listen.address.host);
  const earlier = [...problems, ...withoutThoseAt(problems, reader.problems)];
  return {
    config,
    listen: listen.address,
    credentials,
    problems: [...earlier, ...unknownArguments(argv), ...listen.problems, ...refusals(credentials, earlier)],
    warnings: [...unknownProviderWarnings(config), ...nestedWorkspaceWarnings(workspaces)],
  };
}

/** What a variable that is not set leaves behind is wrong for its setting too, and that would be said twice. */
function withoutThoseAt(told: readonly ConfigProblem[], found: readonly ConfigProblem[]): ConfigProblem[] {
  const paths = new Set(told.map(({ path }) => path));
  return found.filter(({ path }) => !paths.has(path));
}

/** A credential that could not even be read has been reported; that it is missing would be said twice. */
function refusals(credentials: CredentialDecision, earlier: readonly ConfigProblem[]): ConfigProblem[] {
  const unread = earlier.some(({ path }) => /^gateway\.auth(\.(mode|token|password))?$/.test(path));
  return credentials.outcome === 'refused' && !unread ? credentials.problems : [];
}

function ignoredWarnings(ignored: readonly string[]): string[] {
  if (ignored.length === 0) return [];
  return [`Sections that this gateway does not read were ignored: ${ignored.join(', ')}.`];
}
