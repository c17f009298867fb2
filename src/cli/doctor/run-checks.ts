import { exitCodes } from '../cli-error.js';
import type { CommandCall } from '../command.js';
import type { DoctorCheckClass } from './doctor-check.js';
import { countOf, examine } from './examine.js';
import { openDoctorContext } from './open-doctor-context.js';
import { writeExaminations } from './write-examinations.js';

/**
 * Lets the checks look at this machine and prints what they found, for people or as JSON. The exit code: 0 when there is no
 * problem, else 1; warnings do not count.
 */
export async function runChecks(
  checks: readonly DoctorCheckClass[],
  { environment, terminal, json }: Pick<CommandCall, 'environment' | 'terminal' | 'json'>,
  { fix }: { fix: boolean },
): Promise<number> {
  const context = openDoctorContext(environment);
  const examinations = await examine(
    checks.map((Check) => new Check(context)),
    fix,
  );
  const problems = countOf(examinations, 'problem');
  const ok = problems === 0;
  if (json) terminal.json({ ok, problems, warnings: countOf(examinations, 'warning'), checks: examinations });
  else writeExaminations(examinations, terminal);
  return ok ? exitCodes.ok : exitCodes.failed;
}
