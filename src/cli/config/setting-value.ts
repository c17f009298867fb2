import JSON5 from 'json5';
import { errorReason } from '../../common/system-error.js';
import { CliError, exitCodes } from '../cli-error.js';

/**
 * What a value on the command line means: JSON5 where it is that, else the text itself.
 * @throws CliError (usage) for what begins like an object, a list or a quoted text and is none.
 */
export function parseSettingValue(written: string): unknown {
  try {
    return JSON5.parse(written);
  } catch (error) {
    if (!/^\s*[[{"']/.test(written)) return written;
    throw new CliError(`The value begins like JSON5 and is none: ${errorReason(error)}.`, {
      exitCode: exitCodes.usage,
      hint: `Quote it for the shell, e.g. '{ id: "main" }'. A text that begins so is written as JSON5 too: '"[draft]"'.`,
    });
  }
}
