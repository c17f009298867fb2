import { Environment } from '../../src/config/environment.js';
import { loadConfiguration } from '../../src/config/load-configuration.js';
import { resolveAgents } from '../../src/agents/resolve-agents.js';
import type { DoctorContext } from '../../src/cli/doctor/doctor-context.js';
import type { HttpOutcome } from '../../src/cli/doctor/http-asker.js';

export interface FakeDoctorOptions extends Partial<Omit<DoctorContext, 'environment' | 'http'>> {
  stateDirectory: string;
  /** The configuration file. */
  config?: Record<string, unknown>;
  env?: Record<string, string>;
  /** What answers at which URL; nothing answers elsewhere. */
  answers?: Record<string, HttpOutcome>;
}

/** Surroundings in which nothing listens, no program is there and no provider is found, unless it is said. */
export function doctorContext({ stateDirectory, config, env = {}, answers = {}, ...overrides }: FakeDoctorOptions): {
  context: DoctorContext;
  asked: { url: string; headers: Readonly<Record<string, string>> }[];
} {
  const environment = new Environment({ HOME: stateDirectory, ...env });
  const text = config && JSON.stringify(config);
  const loaded =
    text === undefined ? undefined : loadConfiguration({ env: environment, stateDir: stateDirectory, text });
  const configuration = loaded && {
    ...loaded,
    isTokenMissing: false,
    reload: () => ({ ...loaded, isTokenMissing: false }),
  };
  const asked: { url: string; headers: Readonly<Record<string, string>> }[] = [];
  const context: DoctorContext = {
    environment,
    nodeVersion: '24.21.0',
    file: { path: '/etc/gateway.json5', isStarter: false, target: '/etc/gateway.json5', exists: true, stateDirectory },
    configuration,
    problems: [],
    agents: loaded ? [...resolveAgents(loaded.config.agents, { userKey: 'session' }).values()] : [],
    http: {
      get: (url, headers = {}) => {
        asked.push({ url, headers });
        return Promise.resolve(answers[url] ?? { kind: 'unreachable', reason: 'ECONNREFUSED' });
      },
    },
    programs: { run: () => Promise.resolve({ kind: 'missing' }) },
    runningFile: () => Promise.resolve(undefined),
    findProviders: () => Promise.resolve([]),
    ...overrides,
  };
  return { context, asked };
}
