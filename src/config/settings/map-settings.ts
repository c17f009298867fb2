import { isJsonObject } from '../../common/json.js';
import type { SectionClass } from './section-class.js';
import type { SettingMetadata } from './setting.decorator.js';
import { settingsOf } from './setting.decorator.js';
import type { SettingType } from './setting-type.js';

/** What a value becomes; gets the single value and the setting that it belongs to. */
export type SettingTransform = (value: unknown, setting: SettingMetadata) => unknown;

/** A section as plain data, each single value sent through `transform`. Settings that are absent stay absent. */
export function mapSettings(
  type: SectionClass,
  instance: object,
  transform: SettingTransform,
): Record<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(instance));
  const present = [...settingsOf(type).values()].filter(({ name }) => values.get(name) !== undefined);
  return Object.fromEntries(
    present.map((setting) => [setting.name, mapValue(setting.type, values.get(setting.name), setting, transform)]),
  );
}

function mapValue(type: SettingType, value: unknown, setting: SettingMetadata, transform: SettingTransform): unknown {
  switch (type.kind) {
    case 'scalar':
      return transform(value, setting);
    case 'list':
      return Array.isArray(value) ? value.map((each: unknown) => mapValue(type.of, each, setting, transform)) : value;
    case 'map':
      return isJsonObject(value) ? mapEntries(value, (each) => mapValue(type.of, each, setting, transform)) : value;
    case 'section':
      return isJsonObject(value) ? mapSettings(type.of(), value, transform) : value;
  }
}

function mapEntries(record: Record<string, unknown>, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
