import type { Command, CommandOption } from './command.js';
import type { CommandEntry } from './command-entry.js';
import { nameOf } from './find-command.js';
import { bareOptions, commonOptions, connectionOptions, sharedOptions } from './options.js';
import type { Terminal } from './terminal.js';

type Row = readonly [left: string, right: string];

/** The list of all commands. */
export function overview(table: readonly CommandEntry[], terminal: Terminal): string {
  return sections(terminal, [
    ['Usage', ['openclaw <command> [options]', 'openclaw help <command>']],
    ['Commands', columns(table.map(summaryRow))],
    ['Options', columns(optionRows({ ...commonOptions, ...bareOptions }))],
    ['Options of commands that talk to a gateway', columns(optionRows(connectionOptions))],
    ['Begin with', columns(firstSteps)],
  ]);
}

/** The commands that share their first words. */
export function groupHelp(group: readonly CommandEntry[], words: readonly string[], terminal: Terminal): string {
  return sections(terminal, [
    ['Usage', [`openclaw ${words.join(' ')} <command> [options]`]],
    ['Commands', columns(group.map(summaryRow))],
  ]);
}

/** Everything about one command. */
export function commandHelp(entry: CommandEntry, command: Command, terminal: Terminal): string {
  const { description, options, examples } = command;
  return sections(terminal, [
    [entry.summary, wrapped(description)],
    ['Usage', [usageLine(entry, command)]],
    ['Options', columns(optionRows({ ...options, ...sharedOptions(entry) }))],
    ['Examples', examples.flatMap(({ line, note }) => [`# ${note}`, line])],
  ]);
}

/** How a command is called. */
export function usageLine(entry: CommandEntry, { operands }: Command): string {
  return ['openclaw', nameOf(entry), operands, '[options]'].filter((part) => part !== '').join(' ');
}

/** An option as it is written, e.g. `-m, --message <text>`. */
export function optionSyntax(name: string, { short, value, type, multiple }: CommandOption): string {
  const long = type === 'boolean' ? `--${name}` : `--${name} ${value ?? '<value>'}`;
  return `${short === undefined ? '' : `-${short}, `}${long}${multiple === true ? ' …' : ''}`;
}

const firstSteps: readonly Row[] = [
  ['openclaw gateway run', 'start a gateway; stop it with Ctrl-C'],
  ['openclaw agent --message "Hello"', 'ask the default agent'],
  ['openclaw chat', 'talk to it'],
];

const lineLength = 100;

function summaryRow(entry: CommandEntry): Row {
  return [nameOf(entry), entry.summary];
}

function optionRows(options: Readonly<Record<string, CommandOption>>): Row[] {
  return Object.entries(options).map(([name, option]) => [optionSyntax(name, option), option.description]);
}

function sections(terminal: Terminal, parts: readonly (readonly [title: string, lines: readonly string[]])[]): string {
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [terminal.styled('bold', title), ...lines.map((line) => `  ${line}`), ''].join('\n'))
    .join('\n');
}

function columns(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) => {
    const [first = '', ...more] = wrapped(right, lineLength - width - 4);
    return [`${left.padEnd(width)}  ${first}`, ...more.map((line) => `${' '.repeat(width)}  ${line}`)];
  });
}

/** The text in lines of whole words. */
function wrapped(text: string, length = lineLength - 2): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= length) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
