import type { SectionClass } from '../settings/section-class.js';
import type { SettingMetadata } from '../settings/setting.decorator.js';

/** The default of a setting as one would write it; undefined where there is none or it is a section of its own. */
export function defaultOf(section: SectionClass, { name, type }: SettingMetadata): unknown {
  if (type.kind === 'section') return undefined;
  const value = new Map<string, unknown>(Object.entries(new section())).get(name);
  return type.kind === 'scalar' && type.write && value !== undefined ? type.write(value) : value;
}
