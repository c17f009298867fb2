import type { Environment } from '../../config/environment.js';
import { withHint } from '../../config/settings/did-you-mean.js';
import { peekConfiguration } from '../config/peek-configuration.js';
import { usageError } from '../usage-error.js';

/** Throws for an agent that is not configured, and `ConfigInvalidError` where nobody can tell. */
export function checkAgents(environment: Environment, wanted: readonly string[] | undefined): void {
  if (wanted === undefined) return;
  const { list } = peekConfiguration(environment).config.agents;
  const there = list.length === 0 ? ['main'] : list.map(({ id }) => id);
  const unknown = wanted.find((id) => !there.includes(id));
  if (unknown === undefined) return;
  throw usageError(`There is no agent ${withHint(unknown, there)}; there are: ${there.join(', ')}.`);
}
