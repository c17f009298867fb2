import { exitCodes } from '../cli-error.js';
import type { CommandCall } from '../command.js';
import { type Examination, countOf } from './examine.js';
import { writeExaminations } from './write-examinations.js';

/** Prints what was found, for people or as JSON. The exit code: 0 when there is no problem, else 1; warnings do not count. */
export function tellExaminations(
  examinations: readonly Examination[],
  { terminal, json }: Pick<CommandCall, 'terminal' | 'json'>,
): number {
  const problems = countOf(examinations, 'problem');
  const ok = problems === 0;
  if (json) terminal.json({ ok, problems, warnings: countOf(examinations, 'warning'), checks: examinations });
  else writeExaminations(examinations, terminal);
  return ok ? exitCodes.ok : exitCodes.failed;
}
