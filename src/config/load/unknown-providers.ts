import type { OpenClawConfig } from '../openclaw.config.js';
import { closestWord } from '../settings/closest-word.js';

/** The provider that is always there. */
const builtin = 'builtin';

/** A warning for each model of an agent whose provider is not configured. With none configured, those found at the start count. */
export function unknownProviderWarnings({ agents, models }: OpenClawConfig): string[] {
  const names = Object.keys(models.providers);
  if (names.length === 0) return [];
  const selections = [agents.defaults.model, ...agents.list.map(({ model }) => model)];
  const refs = new Set(selections.flatMap((model) => (model ? [model.primary, ...model.fallbacks] : [])));
  return [...refs].flatMap((ref) => {
    const [provider = ''] = ref.split('/');
    return provider === builtin || names.includes(provider) ? [] : [warning(ref, closestWord(provider, names), names)];
  });
}

function warning(ref: string, closest: string | undefined, names: readonly string[]): string {
  const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`;
  return `An agent has the model ${ref}, and models.providers has no such provider; there are: ${names.join(', ')}.${hint}`;
}
