import type { HostFact } from '../common/private-facts.js';

/** The machine as prompts may tell of it. */
export interface HostInfo {
  readonly hostName: HostFact;
  /** Operating system and release, e.g. `Linux 6.1.0`. */
  readonly os: HostFact;
  readonly architecture: HostFact;
  /** Of Node.js, e.g. `v24.1.0`. */
  readonly nodeVersion: HostFact;
}
export const HostInfo = Symbol('HostInfo');
