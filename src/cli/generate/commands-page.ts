import { withGeneratedPart } from '../../common/generated-page.js';
import { markdownTable, tableCell } from '../../common/markdown-table.js';
import type { Command, CommandOption } from '../command.js';
import type { CommandEntry } from '../command-entry.js';
import { nameOf } from '../find-command.js';
import { optionSyntax, usageLine } from '../help.js';
import { commonOptions, connectionOptions } from '../options.js';

export interface DescribedCommand {
  entry: CommandEntry;
  command: Command;
}

export function loadCommands(table: readonly CommandEntry[]): Promise<DescribedCommand[]> {
  return Promise.all(table.map(async (entry) => ({ entry, command: await entry.load() })));
}

/** docs/cli.md as it should be now; what stands outside of the marks stays. */
export function commandsPage(page: string, commands: readonly DescribedCommand[]): string {
  const blocks = [
    markdownTable([['Command', 'What it does'], ...commands.map(({ entry }) => [code(nameOf(entry)), entry.summary])]),
    'Every command takes these options:',
    optionsTable(commonOptions),
    'Every command that talks to a gateway also takes these:',
    optionsTable(connectionOptions),
    ...commands.map(commandBlock),
  ];
  return withGeneratedPart(page, 'src/cli', blocks.join('\n\n'));
}

function commandBlock({ entry, command }: DescribedCommand): string {
  const { description, options } = command;
  return [
    `### ${nameOf(entry)}`,
    tableCell(description),
    ...(Object.keys(options).length === 0 ? [] : [optionsTable(options)]),
    `Usage: \`${usageLine(entry, command)}\``,
    examplesBlock(command),
  ].join('\n\n');
}

/** Each paragraph stands for itself: the tests run it as it is, without those before it. */
function examplesBlock({ examples }: Command): string {
  const paragraphs = examples.map(({ line, note }) => `# ${note}\n${line}\n`);
  return ['```bash', `${paragraphs.join('\n')}\`\`\``].join('\n');
}

function optionsTable(options: Readonly<Record<string, CommandOption>>): string {
  const rows = Object.entries(options).map(([name, option]) => [
    code(optionSyntax(name, option)),
    tableCell(option.description),
  ]);
  return markdownTable([['Option', 'What it does'], ...rows]);
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
