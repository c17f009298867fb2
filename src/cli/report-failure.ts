import { ConfigInvalidError } from '../config/config-problem.js';
import { ProtocolError } from '../gateway-protocol/protocol-error.js';
import { CliError, exitCodes } from './cli-error.js';
import type { Terminal } from './terminal.js';

interface Failure {
  message: string;
  /** For programs. */
  code: string;
  hint?: string;
  exitCode: number;
}

/** Tells why a command failed, in words or as one line of JSON. Returns its exit code. */
export function reportFailure(error: unknown, terminal: Terminal, json: boolean): number {
  const { exitCode, ...failure } = toFailure(error);
  if (json) terminal.jsonLine({ error: failure });
  else if (exitCode === exitCodes.interrupted) terminal.note(failure.message);
  else terminal.note(inWords(failure, terminal));
  return exitCode;
}

function inWords({ message, hint }: Omit<Failure, 'exitCode'>, terminal: Terminal): string {
  const lines = [`${terminal.styledNote('red', 'Error:')} ${message.trimEnd()}`, ...(hint === undefined ? [] : [hint])];
  return lines.join('\n');
}

function toFailure(error: unknown): Failure {
  if (error instanceof CliError) return fromCliError(error);
  if (error instanceof ProtocolError) return fromProtocolError(error);
  if (error instanceof ConfigInvalidError) {
    return { message: error.format(), code: 'configuration', exitCode: exitCodes.configuration };
  }
  const message =
    error instanceof Error ? (isFault(error) ? (error.stack ?? error.message) : error.message) : String(error);
  return { message, code: 'failed', exitCode: exitCodes.failed };
}

function fromCliError({ message, exitCode, hint, code }: CliError): Failure {
  const [kind = 'failed'] = Object.entries(exitCodes).find(([, number]) => number === exitCode) ?? [];
  return { message, code: code ?? kind, ...(hint === undefined ? {} : { hint }), exitCode };
}

function fromProtocolError({ shape }: ProtocolError): Failure {
  const { code, message, details } = shape;
  const detailed = details?.['code'];
  const lacksScope = detailed === 'MISSING_SCOPE';
  return {
    message,
    code: typeof detailed === 'string' ? detailed : code,
    ...(lacksScope
      ? { hint: 'The credential does not allow this; ask whoever runs the gateway for another one.' }
      : {}),
    exitCode: lacksScope ? exitCodes.unauthorized : exitCodes.failed,
  };
}

/** Whether the program itself is to blame, so that the stack is of use. */
function isFault(error: Error): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
}
