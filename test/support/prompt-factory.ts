import { HostFact, privateAudience } from '../../src/common/private-facts.js';
import type { HostInfo } from '../../src/prompt/host-info.port.js';
import type { PromptFacts, RuntimeFacts } from '../../src/prompt/prompt-facts.js';

/** A host whose every fact holds the word `planted`. */
export const plantedHost: HostInfo = {
  hostName: new HostFact('planted-host'),
  os: new HostFact('planted-os 1.2.3'),
  architecture: new HostFact('planted-arch'),
  nodeVersion: new HostFact('planted-node'),
};

export function privateRuntime(): RuntimeFacts {
  const audience = privateAudience({ publicMode: false });
  if (!audience) throw new Error('an agent that is not public has a private audience');
  return {
    kind: 'private',
    audience,
    host: plantedHost,
    workspace: new HostFact('/home/planted/workspace'),
    model: 'planted-provider/planted-model',
  };
}

/** The facts of a public agent without tools, notes or instructions, unless overridden. */
export function promptFacts(overrides: Partial<PromptFacts> = {}): PromptFacts {
  return {
    agentName: 'front-desk',
    instructions: undefined,
    notes: [],
    owner: undefined,
    hasTools: false,
    ownToolNames: [],
    skills: [],
    clientInstructions: [],
    messageChannel: undefined,
    runtime: { kind: 'public' },
    ...overrides,
  };
}
