import { withGeneratedPart } from '../../common/generated-page.js';
import { hollowInstance } from '../../common/hollow-instance.js';
import { markdownTable, tableCell } from '../../common/markdown-table.js';
import { type ToolProfileName, toolProfileNames } from '../../config/agents.config.js';
import { toolSubject } from '../policy/tool-families.js';
import { meansAll, parseToolPattern } from '../policy/tool-pattern.js';
import { toolProfiles } from '../policy/tool-profiles.js';
import type { Tool } from '../tool.port.js';
import { builtins } from '../builtin/builtins.js';

const heads = ['Tool', 'Group', 'Who', 'Changes things', 'Parameters', 'Profiles', 'What the model is told'];

/** docs/tools.md as it should be now. */
export function toolsPage(page: string): string {
  return withToolsTable(
    withProfilesTable(page),
    builtins.map((tool) => hollowInstance<Tool>(tool)),
  );
}

/** The page with the table of built-in tools as it should be now; what stands outside of the marks stays. */
export function withToolsTable(page: string, tools: readonly Tool[]): string {
  return withGeneratedPart(page, 'src/tools', markdownTable([heads, ...tools.map(row)]));
}

/** The same for the table of profiles. */
export function withProfilesTable(page: string): string {
  const rows = toolProfileNames.map((name) => [code(name), entriesOf(name)]);
  return withGeneratedPart(page, 'src/tools/policy', markdownTable([['Profile', 'Tools'], ...rows]));
}

function row(tool: Tool): string[] {
  const { definition, group, ownerOnly, sideEffects } = tool;
  return [
    code(definition.name),
    group ? code(`group:${group}`) : '',
    ownerOnly ? 'owner' : 'anyone',
    sideEffects ? 'yes' : 'no',
    parameterNames(definition.parameters).map(code).join(', '),
    profilesOf(tool).join(', '),
    tableCell(definition.description ?? ''),
  ];
}

/** An optional one has a `?`. */
function parameterNames(schema: Tool['definition']['parameters']): string[] {
  const { properties = {}, required = [] } = schema as { properties?: object; required?: readonly string[] };
  return Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`));
}

function profilesOf(tool: Tool): string[] {
  const subject = toolSubject(tool);
  return toolProfileNames.filter((profile) =>
    toolProfiles[profile].some((entry) => meansAll(parseToolPattern(entry), subject)),
  );
}

function entriesOf(profile: ToolProfileName): string {
  return toolProfiles[profile].map((entry) => (entry === '*' ? 'all' : code(entry))).join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}
