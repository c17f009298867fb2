import { OpenClawConfig } from './openclaw.config.js';
import type { SectionClass } from './settings/section-class.js';
import { settingsOf } from './settings/setting.decorator.js';
import type { SettingType } from './settings/setting-type.js';

/** What stands in the place of a withheld value. */
export const withheld = '[withheld]';

/**
 * The configuration as a public agent may see it: switches, numbers and words of a fixed choice. Any other text, and any map,
 * whose keys are text too, may name a path, an address, a provider or another agent and is withheld.
 */
export function publicView(config: OpenClawConfig): Record<string, unknown> {
  return withholdInSection(OpenClawConfig, config);
}

function withholdInSection(type: SectionClass, instance: object): Record<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(instance));
  const present = [...settingsOf(type).values()].filter(({ name }) => values.get(name) !== undefined);
  return Object.fromEntries(present.map((setting) => [setting.name, withhold(setting.type, values.get(setting.name))]));
}

function withhold(type: SettingType, value: unknown): unknown {
  switch (type.kind) {
    case 'scalar':
      return typeof value !== 'string' || type.words?.includes(value) ? value : withheld;
    case 'list':
      return Array.isArray(value) ? value.map((each: unknown) => withhold(type.of, each)) : withheld;
    case 'map':
      return withheld;
    case 'section':
      return typeof value === 'object' && value !== null ? withholdInSection(type.of(), value) : withheld;
  }
}
