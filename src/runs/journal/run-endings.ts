import type { RunEvent } from '../run-event.js';
import { AfterSideEffectError, RunArchiveError, RunLostError } from '../runs.errors.js';

export function isTerminal(event: RunEvent | undefined): boolean {
  return event?.type === 'run-end' || event?.type === 'run-error';
}

/** Not to be tried again: the run has done its work. */
export function notKept(error: unknown): RunEvent {
  return { type: 'run-error', error: new AfterSideEffectError(asArchiveError(error)) };
}

export function asArchiveError(error: unknown): RunArchiveError {
  return error instanceof RunArchiveError ? error : new RunArchiveError(error);
}

/** Of a run that the gateway did not see to its end. */
export function lost(): RunEvent {
  return { type: 'run-error', error: new RunLostError() };
}

/** Of a run whose events were there, but not for as long as their reader took. */
export function forgotten(): RunEvent {
  return { type: 'run-error', error: new RunLostError('forgotten') };
}
