import type { KnownFact } from './known-fact.js';

/** What the machine is called, who runs the gateway on it, and how it can be reached. */
export interface MachineFacts {
  /** As it is at the time of asking. Never throws: what cannot be found out is left out. */
  read(): readonly KnownFact[];
}
export const MachineFacts = Symbol('MachineFacts');
