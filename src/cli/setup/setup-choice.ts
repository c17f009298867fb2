import type { ProviderApi } from '../../config/models.config.js';

/** Where the models of the new configuration come from. */
export interface ProviderChoice {
  /** In `models.providers`. */
  name: string;
  api: ProviderApi;
  /** Absent where it is known. */
  baseUrl?: string;
  /** The environment variable that holds the key. */
  keyVariable?: string;
  /** What is known of its models. */
  modelIds: readonly string[];
  /** The one to take; undefined where none is known. */
  modelId?: string;
  /** What stands in the list of choices. */
  description: string;
}

/** Undefined: the built-in guide. */
export type ModelChoice = { provider: ProviderChoice; modelId: string } | undefined;

/** How callers prove themselves: `generated` is a token that the gateway makes. */
export type CredentialChoice = 'generated' | 'token-variable' | 'password-variable';

/** All that the questions are about. */
export interface SetupChoices {
  model: ModelChoice;
  mainAgent: { name: string; instructions: string };
  hasPublicAgent: boolean;
  credential: CredentialChoice;
}
