import type { HostFact, OwnerAudience, PrivateAudience } from '../common/private-facts.js';
import type { Skill } from '../skills/skill.js';
import type { WorkspaceNote } from '../workspace/workspace-files.port.js';
import type { HostInfo } from './host-info.port.js';

/** What a prompt may tell of the place it runs at. A public agent's facts have nothing to tell. */
export type RuntimeFacts =
  | { kind: 'public' }
  | { kind: 'private'; audience: PrivateAudience; host: HostInfo; workspace: HostFact; model: string };

/** All that the prompt builder sees. What is not in here cannot be in a prompt. */
export interface PromptFacts {
  agentName: string;
  /** The agent's own system prompt from the configuration. */
  instructions: string | undefined;
  notes: readonly WorkspaceNote[];
  /** Undefined where nothing may be told of the owner. */
  owner: OwnerAudience | undefined;
  /** Whether there is any tool, own or of the client. */
  hasTools: boolean;
  ownToolNames: readonly string[];
  /** Those that can be read; a public agent has none. */
  skills: readonly Skill[];
  /** System and developer text of the client, in order. */
  clientInstructions: readonly string[];
  /** A single word that is safe to show; undefined where there is none. */
  messageChannel: string | undefined;
  runtime: RuntimeFacts;
}
