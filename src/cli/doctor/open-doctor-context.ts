import { resolveAgents } from '../../agents/resolve-agents.js';
import { type ConfigProblem, ConfigInvalidError } from '../../config/config-problem.js';
import type { Environment } from '../../config/environment.js';
import { detectCloudProviders } from '../../providers/detection/detect-cloud-providers.js';
import { detectLocalServers } from '../../providers/detection/detect-local-servers.js';
import type { FoundProvider } from '../../providers/detection/found-provider.js';
import { HttpLocalServerProbe } from '../../providers/detection/http-local-server-probe.js';
import { findConfigFile } from '../config/config-file.js';
import { type PeekedConfiguration, peekConfiguration } from '../config/peek-configuration.js';
import type { DoctorContext } from './doctor-context.js';
import { UndiciAsker } from './http-asker.js';
import { ChildProgramRunner } from './program-runner.js';
import { runningFile } from './running-file.js';

/** What the checks look at, on this machine. Makes and changes nothing. */
export function openDoctorContext(environment: Environment): DoctorContext {
  const { configuration, problems } = peek(environment);
  let found: Promise<readonly FoundProvider[]> | undefined;
  return {
    environment,
    nodeVersion: process.versions.node,
    file: findConfigFile(environment),
    configuration,
    problems,
    agents: configuration ? agentsOf(configuration) : [],
    http: new UndiciAsker(),
    programs: new ChildProgramRunner(environment.get('PATH') ?? ''),
    runningFile: () => (configuration ? runningFile(configuration) : Promise.resolve(undefined)),
    findProviders: () => (found ??= findProviders(environment, configuration?.listen.port ?? 0)),
  };
}

function agentsOf({ config }: PeekedConfiguration): DoctorContext['agents'] {
  return [...resolveAgents(config.agents, { userKey: config.session.userKey }).values()];
}

async function findProviders(environment: Environment, ownPort: number): Promise<readonly FoundProvider[]> {
  const local = await detectLocalServers(new HttpLocalServerProbe(), ownPort);
  return [...local, ...detectCloudProviders(environment)];
}

function peek(environment: Environment): {
  configuration: PeekedConfiguration | undefined;
  problems: readonly ConfigProblem[];
} {
  try {
    return { configuration: peekConfiguration(environment), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    return { configuration: undefined, problems: error.problems };
  }
}
