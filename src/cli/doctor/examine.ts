import { errorReason } from '../../common/system-error.js';
import type { DoctorCheck, Finding, FindingStatus } from './doctor-check.js';

/** What a check has come to, after its fixes where they were wanted. */
export interface Examination {
  name: string;
  findings: ExaminedFinding[];
}

export interface ExaminedFinding extends Pick<Finding, 'status' | 'what' | 'path' | 'remedy'> {
  /** What a fix did. */
  fixed?: string;
  /** Whether `--fix` could mend it. */
  fixable: boolean;
}

/** Runs every check, all at once. One that fails itself is a problem too, and keeps none of the others back. */
export async function examine(checks: readonly DoctorCheck[], fix: boolean): Promise<Examination[]> {
  return Promise.all(checks.map((check) => examineOne(check, fix)));
}

export function countOf(examinations: readonly Examination[], status: FindingStatus): number {
  return examinations.flatMap(({ findings }) => findings).filter((finding) => finding.status === status).length;
}

async function examineOne(check: DoctorCheck, fix: boolean): Promise<Examination> {
  try {
    const findings = await check.run();
    const examined: ExaminedFinding[] = [];
    for (const finding of findings) examined.push(await mend(finding, fix));
    return { name: check.name, findings: examined };
  } catch (error) {
    const what = `The check failed: ${errorReason(error)}.`;
    return { name: check.name, findings: [{ status: 'problem', what, fixable: false }] };
  }
}

async function mend({ fix, ...finding }: Finding, wanted: boolean): Promise<ExaminedFinding> {
  if (!fix || !wanted) return { ...finding, fixable: fix !== undefined };
  try {
    await fix.apply();
    return { status: 'ok', what: finding.what, fixed: fix.done, fixable: false };
  } catch (error) {
    return { ...finding, what: `${finding.what} That could not be mended: ${errorReason(error)}.`, fixable: false };
  }
}
