import { type ToolProfileName, toolProfileNames } from '../../config/agents.config.js';
import { toolSubject } from '../policy/tool-families.js';
import { meansAll, parseToolPattern } from '../policy/tool-pattern.js';
import { toolProfiles } from '../policy/tool-profiles.js';
import type { Tool } from '../tool.port.js';

const heads = ['Tool', 'Group', 'Who', 'Changes things', 'Parameters', 'Profiles', 'What the model is told'];

/** A class of a built-in tool. */
export type ToolClass = abstract new (...dependencies: never[]) => Tool;

/** Stands for anything that a constructor may be given: it has every property, and can be called. */
const hollow: object = new Proxy(() => undefined, { get: () => hollow, apply: () => hollow });

/** A tool to be read, not run: what it is does not depend on what it is given. */
export function instantiateTool(tool: ToolClass): Tool {
  return Reflect.construct(
    tool,
    Array.from({ length: tool.length }, () => hollow),
  ) as Tool;
}

/** The page with the table of built-in tools as it should be now; what stands outside of the marks stays. */
export function withToolsTable(page: string, tools: readonly Tool[]): string {
  return withTable(page, 'src/tools', [heads, ...tools.map(row)]);
}

/** The same for the table of profiles. */
export function withProfilesTable(page: string): string {
  const rows = toolProfileNames.map((name) => [code(name), entriesOf(name)]);
  return withTable(page, 'src/tools/policy', [['Profile', 'Tools'], ...rows]);
}

function withTable(page: string, source: string, lines: readonly string[][]): string {
  const startMark = `<!-- generated from ${source}: start -->`;
  const endMark = `<!-- generated from ${source}: end -->`;
  const start = page.indexOf(startMark);
  const end = page.indexOf(endMark);
  if (start < 0 || end < start) throw new Error(`The page has lost its marks: ${startMark} … ${endMark}`);
  return `${page.slice(0, start + startMark.length)}\n\n${table(lines)}\n\n${page.slice(end)}`;
}

function table(lines: readonly string[][]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const [head = '', ...body] = lines.map((cells) => tableLine(cells.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
  return [head, tableLine(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
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
    escapeCell(definition.description ?? ''),
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

/** Keeps a cell in its column, and angle brackets visible. */
function escapeCell(cell: string): string {
  const parts = cell.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').split('`');
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll(/[<*]/g, '\\$&') : part)).join('`');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
