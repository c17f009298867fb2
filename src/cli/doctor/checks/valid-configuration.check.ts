import { hintAt } from '../../../config/settings/did-you-mean.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';
import { toolNameWarnings } from '../known-tools.js';

/** Whether the file can be used, and what in it has no effect. */
export class ValidConfigurationCheck implements DoctorCheck {
  readonly name = 'Configuration';

  constructor(private readonly context: Pick<DoctorContext, 'file' | 'configuration' | 'problems'>) {}

  async run(): Promise<Finding[]> {
    const { file, configuration, problems } = this.context;
    if (!configuration) {
      return problems.map(({ path, found, allowed, didYouMean }) => ({
        status: 'problem',
        path,
        what: `${path} in ${file.path}: found ${found}${hintAt(didYouMean)}`,
        remedy: `Allowed: ${allowed}. What depends on the configuration is not checked until then.`,
      }));
    }
    const what = file.isStarter ? `The starter is in force, ${file.path}` : `${file.path} can be used`;
    const warnings = [...configuration.warnings, ...(await toolNameWarnings(configuration.config))];
    return [{ status: 'ok', what }, ...warnings.map((warning) => ({ status: 'warning' as const, what: warning }))];
  }
}
