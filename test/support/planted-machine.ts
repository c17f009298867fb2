import type { FactKind, KnownFact } from '../../src/egress/known-fact.js';
import type { MachineFacts } from '../../src/egress/machine-facts.port.js';

const facts = {
  'host name': 'canary-host.internal',
  'user name': 'canary.user',
  'home directory': '/home/canary.user',
  'operating system': '98.76.5-canary',
  'network address': '203.0.113.77',
  'hardware address': '0a:1b:2c:3d:4e:5f',
} satisfies Partial<Record<FactKind, string>>;

/** A value of a secret environment variable. */
export const plantedSecret = 'canary-secret-4711';

/** A machine whose facts cannot be found anywhere by chance. */
export const plantedMachine: MachineFacts = {
  read: () => Object.entries(facts).map(([kind, value]) => ({ kind, value }) as KnownFact),
};

export const machineCanaries: [name: string, value: string][] = [...Object.entries(facts), ['secret', plantedSecret]];
