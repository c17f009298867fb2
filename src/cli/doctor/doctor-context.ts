import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { ConfigProblem } from '../../config/config-problem.js';
import type { Environment } from '../../config/environment.js';
import type { FoundProvider } from '../../providers/detection/found-provider.js';
import type { ConfigFile } from '../config/config-file.js';
import type { PeekedConfiguration } from '../config/peek-configuration.js';
import type { HttpAsker } from './http-asker.js';
import type { ProgramRunner } from './program-runner.js';

/** What the checks look at, and how they reach outside of the process. */
export interface DoctorContext {
  environment: Environment;
  /** Version of Node, e.g. `24.21.0`. */
  nodeVersion: string;
  file: ConfigFile;
  /** Undefined where the configuration cannot be used; `problems` says why. */
  configuration: PeekedConfiguration | undefined;
  problems: readonly ConfigProblem[];
  /** Those of the configuration; empty where it cannot be used. */
  agents: readonly ResolvedAgent[];
  http: HttpAsker;
  programs: ProgramRunner;
  /** The configuration file of the gateway that runs already; undefined where it does not tell. */
  runningFile(): Promise<string | undefined>;
  /** The model providers that the gateway would find by itself. Looked for once. */
  findProviders(): Promise<readonly FoundProvider[]>;
}
