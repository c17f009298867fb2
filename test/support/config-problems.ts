import type { ConfigProblem } from '../../src/config/config-problem.js';
import { ConfigInvalidError } from '../../src/config/config-problem.js';

/** The problems that `load` is refused with. Throws when it is not refused, or fails otherwise. */
export function problemsOf(load: () => unknown): readonly ConfigProblem[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigInvalidError) return error.problems;
    throw error;
  }
  throw new Error('Expected the configuration to be refused.');
}
