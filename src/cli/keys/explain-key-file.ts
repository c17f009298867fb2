import { KeyFileError } from '../../auth/keys/key-file.js';
import { CliError, exitCodes } from '../cli-error.js';

/** What `read` gives; a key file that cannot be used is a mistake that the user can mend. */
export function explainKeyFile<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error;
    throw new CliError(error.message, {
      exitCode: exitCodes.configuration,
      hint: 'Nothing was changed.',
      code: 'key_file_unusable',
    });
  }
}
