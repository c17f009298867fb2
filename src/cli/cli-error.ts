/** What the exit code of a command tells a script; docs/cli.md has the same table. */
export const exitCodes = {
  ok: 0,
  /** The work was tried and failed: a run, a check, a request that the gateway refused. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** No gateway answers at the address. */
  unreachable: 3,
  /** The gateway does not accept the credential, or it lacks a scope. */
  unauthorized: 4,
  /** The configuration cannot be used (EX_CONFIG of sysexits.h). */
  configuration: 78,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export interface CliErrorDetails {
  /** Default: `failed`. */
  exitCode?: number;
  /** What to do. */
  hint?: string;
  /** For programs, where it says more than the exit code, e.g. `session_not_found`. */
  code?: string;
}

/** A failure that the user can mend: `message` says what is wrong, `hint` what to do. Printed without a stack. */
export class CliError extends Error {
  readonly exitCode: number;
  readonly hint: string | undefined;
  readonly code: string | undefined;

  constructor(message: string, { exitCode = exitCodes.failed, hint, code }: CliErrorDetails = {}) {
    super(message);
    this.name = CliError.name;
    this.exitCode = exitCode;
    this.hint = hint;
    this.code = code;
  }
}
