import { OpenClawConfig } from '../openclaw.config.js';
import type { SettingType } from '../settings/setting-type.js';
import type { SectionClass } from '../settings/section-class.js';
import type { SettingMetadata } from '../settings/setting.decorator.js';
import { ownSettingsOf, parentSectionOf, settingsOf } from '../settings/setting.decorator.js';
import { defaultOf } from '../schema/default-of.js';

/** Where each section was explained first. */
type Explained = Map<SectionClass, string>;

/** The tables of docs/configuration.md: one for each section, in the order of the classes. */
export function configurationTables(): string {
  const explained: Explained = new Map();
  const parts = [...settingsOf(OpenClawConfig).values()].flatMap(({ name, type, description }) =>
    explain(type, name, description, explained),
  );
  return parts.join('\n\n');
}

/** The sections within a type, each with its heading; nothing for single values. */
function explain(type: SettingType, path: string, description: string, explained: Explained): string[] {
  switch (type.kind) {
    case 'scalar':
      return [];
    case 'list':
      return explain(type.of, `${path}[]`, description, explained);
    case 'map':
      return explain(type.of, `${path}.<${type.keyName}>`, description, explained);
    case 'section':
      return explainSection(type.of(), path, description, explained);
  }
}

function explainSection(section: SectionClass, path: string, description: string, explained: Explained): string[] {
  const ancestor = explainedAncestor(section, explained);
  explained.set(section, path);
  const settings = ancestor ? settingsUpTo(section, ancestor) : [...settingsOf(section).values()];
  const inherited = ancestor ? [`Also everything of ${link(explained.get(ancestor) ?? '')}.`] : [];
  return [
    `### \`${path}\``,
    description,
    ...inherited,
    ...(settings.length > 0 ? [table(section, settings, path)] : []),
    ...settings.flatMap((each) => explain(each.type, `${path}.${each.name}`, each.description, explained)),
  ];
}

function explainedAncestor(section: SectionClass, explained: Explained): SectionClass | undefined {
  if (explained.has(section)) return section;
  const parent = parentSectionOf(section);
  return parent ? explainedAncestor(parent, explained) : undefined;
}

function settingsUpTo(section: SectionClass, ancestor: SectionClass): SettingMetadata[] {
  if (section === ancestor) return [];
  const parent = parentSectionOf(section);
  return [...ownSettingsOf(section).values(), ...(parent ? settingsUpTo(parent, ancestor) : [])];
}

function table(section: SectionClass, settings: SettingMetadata[], path: string): string {
  const rows = settings.map((each) => [
    `\`${each.name}\``,
    escapeCell(typeInWords(each.type)),
    escapeCell(defaultInWords(section, each)),
    escapeCell(each.description) + deeper(each.type, `${path}.${each.name}`),
  ]);
  const lines = [['Key', 'Type', 'Default', 'Meaning'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function typeInWords(type: SettingType): string {
  switch (type.kind) {
    case 'scalar':
      return type.allowed;
    case 'list':
      return type.maximumLength?.count === 0 ? 'empty list' : `list: ${typeInWords(type.of)}`;
    case 'map':
      return `object, \`<${type.keyName}>\` to ${typeInWords(type.of)}`;
    case 'section':
      return type.shortForm ? `section, or ${type.shortForm.type.allowed}` : 'section';
  }
}

function defaultInWords(section: SectionClass, setting: SettingMetadata): string {
  if (setting.required) return 'must be given';
  if (setting.absentMeans) return setting.absentMeans;
  const value = defaultOf(section, setting);
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

function deeper(type: SettingType, path: string): string {
  switch (type.kind) {
    case 'scalar':
      return '';
    case 'list':
      return deeper(type.of, `${path}[]`);
    case 'map':
      return deeper(type.of, `${path}.<${type.keyName}>`);
    case 'section':
      return ` See ${link(path)}.`;
  }
}

/** To a heading of the page, under the name that GitHub gives it. */
function link(path: string): string {
  return `[\`${path}\`](#${path.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '')})`;
}

/** Keeps a cell in its column and angle brackets visible, outside of code. */
function escapeCell(cell: string): string {
  return cell
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '\\<').replaceAll('|', '\\|') : part))
    .join('`');
}
