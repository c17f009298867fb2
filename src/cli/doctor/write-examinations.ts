import { counted } from '../../common/describe-amount.js';
import type { Style, Terminal } from '../terminal.js';
import type { FindingStatus } from './doctor-check.js';
import { type ExaminedFinding, type Examination, countOf } from './examine.js';

const marks: Record<FindingStatus, { word: string; style: Style }> = {
  ok: { word: 'ok', style: 'green' },
  warning: { word: 'warning', style: 'yellow' },
  problem: { word: 'problem', style: 'red' },
};

/** For people: every finding below the name of its check, and the sum. */
export function writeExaminations(examinations: readonly Examination[], terminal: Terminal): void {
  for (const { name, findings } of examinations) {
    if (findings.length === 0) continue;
    terminal.line(terminal.styled('bold', name));
    for (const finding of findings) linesOf(finding, terminal).forEach((line) => terminal.line(line));
  }
  terminal.line();
  terminal.line(sum(examinations));
}

function linesOf({ status, what, path, remedy, fixed }: ExaminedFinding, terminal: Terminal): string[] {
  const { word, style } = fixed === undefined ? marks[status] : { word: 'fixed', style: 'green' as const };
  const indent = ' '.repeat(11);
  return [
    `  ${terminal.styled(style, word.padEnd(8))} ${what}`,
    ...(fixed === undefined ? [] : [`${indent}Done: ${fixed}.`]),
    ...(path === undefined || what.includes(path) ? [] : [`${indent}At ${path}.`]),
    ...(remedy === undefined ? [] : [`${indent}${remedy}`]),
  ];
}

function sum(examinations: readonly Examination[]): string {
  const problems = countOf(examinations, 'problem');
  const warnings = countOf(examinations, 'warning');
  const fixable = examinations.flatMap(({ findings }) => findings).filter((finding) => finding.fixable).length;
  const hint = fixable === 0 ? '' : ` \`openclaw doctor --fix\` mends ${fixable} of them.`;
  if (problems === 0 && warnings === 0) return 'Everything is in order.';
  return `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}.${hint}`;
}
