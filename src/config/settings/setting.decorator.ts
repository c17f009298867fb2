import type { SectionClass } from './section-class.js';
import type { SettingType } from './setting-type.js';

export interface SettingOptions {
  type: SettingType;
  /** One or two sentences for the page and for editors. */
  description: string;
  /** The setting must be present wherever its section is. */
  required?: boolean;
  /** The value, or each value of a map, is never shown. */
  secret?: boolean;
  /** Only a way of writing: the loader turns it into another setting, so it is absent from the result. */
  inputOnly?: boolean;
  /** What the page gives as default where the class has none. */
  absentMeans?: string;
}

export interface SettingMetadata extends SettingOptions {
  name: string;
}

const declared = new WeakMap<object, Map<string, SettingMetadata>>();

/** The one declaration of a setting: validation, JSON Schema, the page and the redaction of secrets all come from it. */
export function Setting(options: SettingOptions): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    const own = declared.get(prototype) ?? new Map<string, SettingMetadata>();
    declared.set(prototype, own.set(name, { ...options, name }));
  };
}

/** The settings of a section, inherited ones last. */
export function settingsOf(section: SectionClass): ReadonlyMap<string, SettingMetadata> {
  const all = new Map<string, SettingMetadata>();
  for (let prototype: object | null = prototypeOf(section); prototype; prototype = parentOf(prototype)) {
    for (const [name, setting] of declared.get(prototype) ?? []) if (!all.has(name)) all.set(name, setting);
  }
  return all;
}

/** The settings that the section declares itself. */
export function ownSettingsOf(section: SectionClass): ReadonlyMap<string, SettingMetadata> {
  return declared.get(prototypeOf(section)) ?? new Map<string, SettingMetadata>();
}

/** The section that this one extends, if any. */
export function parentSectionOf(section: SectionClass): SectionClass | undefined {
  const parent: unknown = Object.getPrototypeOf(section);
  return typeof parent === 'function' && parent !== Function.prototype ? (parent as SectionClass) : undefined;
}

function prototypeOf(section: SectionClass): object {
  return section.prototype as object;
}

function parentOf(prototype: object): object | null {
  return Object.getPrototypeOf(prototype) as object | null;
}
