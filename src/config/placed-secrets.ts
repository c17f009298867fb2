import { isJsonObject } from '../common/json.js';
import { type ConfigPath, formatPath } from './settings/config-path.js';
import type { SectionClass } from './settings/section-class.js';
import { settingsOf } from './settings/setting.decorator.js';
import type { SettingType } from './settings/setting-type.js';

/** A secret and where it stands, e.g. `models.providers.openai.apiKey`. */
export interface PlacedSecret {
  path: string;
  value: string;
}

/** The texts of all secret settings of a section. What a URL holds is not among them. */
export function placedSecrets(type: SectionClass, section: object, path: ConfigPath = []): PlacedSecret[] {
  const values = new Map<string, unknown>(Object.entries(section));
  return [...settingsOf(type).values()].flatMap(({ name, type: settingType, secret = false }) =>
    secretsIn(settingType, values.get(name), [...path, name], secret),
  );
}

function secretsIn(type: SettingType, value: unknown, path: ConfigPath, isSecret: boolean): PlacedSecret[] {
  switch (type.kind) {
    case 'scalar':
      return isSecret && typeof value === 'string' ? [{ path: formatPath(path), value }] : [];
    case 'list':
      return Array.isArray(value)
        ? value.flatMap((each: unknown, index) => secretsIn(type.of, each, [...path, index], isSecret))
        : [];
    case 'map':
      return isJsonObject(value)
        ? Object.entries(value).flatMap(([key, each]) => secretsIn(type.of, each, [...path, key], isSecret))
        : [];
    case 'section':
      return isJsonObject(value) ? placedSecrets(type.of(), value, path) : [];
  }
}
