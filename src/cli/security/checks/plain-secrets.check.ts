import { statSync } from 'node:fs';
import { isSecret } from '../../../common/secret.js';
import { OpenClawConfig } from '../../../config/openclaw.config.js';
import { placedSecrets } from '../../../config/placed-secrets.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

const othersMayRead = 0o044;
const remedy = 'Write it as "${NAME}", and keep it in the environment of the service. Then make a new one.';

/** Whether secrets stand in the configuration as they are. A digest of one is none. */
export class PlainSecretsCheck implements DoctorCheck {
  readonly name = 'Secrets in the configuration';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'file'>) {}

  run(): Finding[] {
    const { configuration, file } = this.context;
    if (!configuration) return [];
    const { config, text } = configuration;
    const plain = placedSecrets(OpenClawConfig, config).filter(({ value }) => isPlain(value, text));
    if (plain.length === 0) return [{ status: 'ok', what: 'No secret stands in the configuration as it is' }];
    const isOpen = ((statSync(file.path, { throwIfNoEntry: false })?.mode ?? 0) & othersMayRead) !== 0;
    const where = isOpen ? `${file.path}, which others can read` : file.path;
    return plain.map(({ path }) => ({
      status: isOpen ? 'problem' : 'warning',
      what: `${path} stands in plain text in ${where}.`,
      path,
      remedy,
    }));
  }
}

/** What comes from the environment is not in the text. */
function isPlain(value: string, text: string): boolean {
  return isSecret(value) && !value.startsWith('sha256:') && text.includes(value);
}
