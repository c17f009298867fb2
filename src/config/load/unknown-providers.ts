import type { OpenClawConfig } from '../openclaw.config.js';
import { closestWord } from '../settings/closest-word.js';
import { withHint } from '../settings/did-you-mean.js';

/** The provider that is always there. */
const builtin = 'builtin';

/**
 * A warning for each model of an agent, and each `byProvider`, whose provider is not configured. With none configured, those
 * found at the start count.
 */
export function unknownProviderWarnings({ agents, models, tools }: OpenClawConfig): string[] {
  const names = Object.keys(models.providers);
  if (names.length === 0) return [];
  const selections = [agents.defaults.model, ...agents.list.map(({ model }) => model)];
  const refs = new Set(selections.flatMap((model) => (model ? [model.primary, ...model.fallbacks] : [])));
  const unknown = (ref: string): boolean => ![builtin, ...names].includes(providerOf(ref));
  return [
    ...[...refs].filter(unknown).map((ref) => warning(ref, closestWord(providerOf(ref), names), names)),
    ...ruleKeys({ agents, tools })
      .filter(({ key }) => unknown(key.toLowerCase()))
      .map(({ path, key }) => ruleWarning(path, key, names)),
  ];
}

function providerOf(ref: string): string {
  return ref.split('/')[0] ?? '';
}

/** Every key of a `byProvider`, with the path of that. */
function ruleKeys({ agents, tools }: Pick<OpenClawConfig, 'agents' | 'tools'>): { path: string; key: string }[] {
  const places = [
    { path: 'tools.byProvider', rules: tools.byProvider },
    { path: 'agents.defaults.tools.byProvider', rules: agents.defaults.tools?.byProvider },
    ...agents.list.map(({ id, tools: own }) => ({
      path: `agents.list[${id}].tools.byProvider`,
      rules: own?.byProvider,
    })),
  ];
  return places.flatMap(({ path, rules }) => Object.keys(rules ?? {}).map((key) => ({ path, key })));
}

function ruleWarning(path: string, key: string, names: readonly string[]): string {
  return `${path} has rules for ${withHint(key, names)}, and models.providers has no such provider: they have no effect.`;
}

function warning(ref: string, closest: string | undefined, names: readonly string[]): string {
  const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`;
  return `An agent has the model ${ref}, and models.providers has no such provider; there are: ${names.join(', ')}.${hint}`;
}
