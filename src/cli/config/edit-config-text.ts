import { isDeepStrictEqual } from 'node:util';
import { parseConfigText } from '../../config/load/parse-config-text.js';
import type { ConfigPath } from '../../config/settings/config-path.js';
import { CliError } from '../cli-error.js';
import { putValue, removeValue, settledPath } from './config-data.js';
import { setInText } from './set-in-text.js';
import { unsetInText } from './unset-in-text.js';

/** What is to become of the setting at a path. */
export type ConfigEdit = { kind: 'set'; value: unknown } | { kind: 'unset' };

export interface EditedText {
  text: string;
  /** With numbers for elements of lists that were named by their ids. */
  path: ConfigPath;
}

const byteOrderMark = '\uFEFF';

/**
 * The JSON5 text with the edit made in place: comments and everything else stay as they are, and missing objects on the way are
 * made. `file` is for error texts.
 * @throws ConfigInvalidError when the text is no configuration at all, CliError when the edit does not fit it.
 */
export function editConfigText(text: string, written: ConfigPath, edit: ConfigEdit, file?: string): EditedText {
  const wanted = parseConfigText(text, file);
  const path = settledPath(wanted, written);
  if (edit.kind === 'set') putValue(wanted, path, edit.value);
  else removeValue(wanted, path);
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const body = text.slice(mark.length);
  const edited = edit.kind === 'set' ? setInText(body, path, edit.value) : unsetInText(body, path);
  if (!saysThis(edited, wanted)) throw cannotEdit(file);
  return { text: mark + edited, path };
}

/** Nothing is written on trust: the new text has to mean exactly what was asked for. */
function saysThis(text: string, wanted: unknown): boolean {
  return isDeepStrictEqual(parseConfigText(text), wanted);
}

function cannotEdit(file: string | undefined): CliError {
  const name = file ?? 'The file';
  return new CliError(`${name} is written in a way that cannot be edited in place.`, {
    hint: 'Change it in an editor.',
  });
}
