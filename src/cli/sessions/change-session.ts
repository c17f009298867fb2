import { randomUUID } from 'node:crypto';
import type { SessionsDeletePayload, SessionsResetPayload } from '../../gateway-protocol/method-payloads.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { CommandCall, CommandOption } from '../command.js';
import { confirm } from '../confirm.js';
import { withLink } from '../connection/open-link.js';
import { printAnswer } from '../format/print-answer.js';
import { readFlag } from '../option-values.js';
import { objectOf, textOf } from '../read-payload.js';
import { sessionNotFound } from './session-not-found.js';
import { sessionOptions, sessionTarget } from './session-options.js';

export interface SessionChange {
  method: 'sessions.reset' | 'sessions.delete';
  /** e.g. `Delete the session main and all that was said in it?` */
  question: (key: string) => string;
  /** What has happened, e.g. `Deleted`. */
  done: string;
}

export const changeOptions = {
  ...sessionOptions,
  yes: { type: 'boolean', short: 'y', description: 'Do not ask whether it is meant.' },
} as const satisfies Record<string, CommandOption>;

/** Changes a session once that is confirmed. Rejects with a `CliError` where there is no such session. */
export async function changeSession(call: CommandCall, { method, question, done }: SessionChange): Promise<number> {
  const { terminal, signal, values } = call;
  const target = sessionTarget(call);
  if (!readFlag(values, 'yes') && !(await confirm(terminal, question(target.key), signal))) {
    throw new CliError('Nothing was changed.');
  }
  const payload = await withLink(call, (link) => link.request(method, { ...target, idempotencyKey: randomUUID() }));
  const { key, existed, deleted } = objectOf<SessionsResetPayload | SessionsDeletePayload>(payload);
  if ((existed ?? deleted) === false) throw sessionNotFound(textOf(key) || target.key);
  printAnswer(call, payload, () => terminal.line(`${done} ${textOf(key) || target.key}`));
  return exitCodes.ok;
}
