import * as fc from 'fast-check';
import { type AgentToolsConfig, type ToolRulesConfig, toolProfileNames } from '../../src/config/agents.config.js';

/** Another way of writing a name that means the same. */
export function spellingOf(name: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(name, fc.boolean(), fc.constantFrom('keep', '-', '_'), fc.constantFrom('', ' ', '\t'))
    .map(([text, upper, line, space]) => {
      const lined = line === 'keep' ? text : text.replaceAll(/[-_]/g, line);
      return space + (upper ? lined.toUpperCase() : lined) + space;
    });
}

/**
 * Rules that speak of these names now and then, and of groups, beginnings and nonsense. Most of their keys are absent, so that
 * several such rules together still leave something.
 */
export function toolRules(names: readonly string[]): fc.Arbitrary<ToolRulesConfig> {
  const entry = listEntry(names);
  return fc
    .record({
      profile: sometimes(3, fc.constantFrom(...toolProfileNames)),
      allow: sometimes(4, fc.array(entry, { maxLength: 6 })),
      alsoAllow: sometimes(2, fc.array(entry, { maxLength: 3 })),
      deny: sometimes(2, fc.array(entry, { maxLength: 2 })),
    })
    .map(withoutAbsent);
}

/** As `toolRules`, with rules for these providers and models. */
export function agentToolRules(names: readonly string[], models: readonly string[]): fc.Arbitrary<AgentToolsConfig> {
  const keys = fc.constantFrom(...models, ...models.map((model) => model.split('/')[0]));
  const byProvider = fc.dictionary(keys, toolRules(names), { maxKeys: 2, noNullPrototype: true });
  return fc
    .tuple(toolRules(names), sometimes(3, byProvider))
    .map(([rules, entries]) => withoutAbsent({ ...rules, byProvider: entries }));
}

/** Once in `every` times. */
function sometimes<T>(every: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: every - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

function withoutAbsent<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const present = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(present) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

export function listEntry(names: readonly string[]): fc.Arbitrary<string> {
  const name = spellingOf(fc.constantFrom(...names));
  return fc.oneof(
    { weight: 9, arbitrary: name },
    { weight: 4, arbitrary: spellingOf(fc.constantFrom('fs', 'runtime', 'web', 'sessions', 'mcp')).map(asGroup) },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom(...names), fc.nat(12)).map(([text, length]) => `${text.slice(0, length)}*`),
    },
    { weight: 1, arbitrary: fc.constant('*') },
    { weight: 1, arbitrary: fc.constantFrom('nothing', 'group:none', 'group', '__proto__', 'constructor') },
  );
}

function asGroup(name: string): string {
  return `group:${name.trim()}`;
}
