/**
 * The session store's file cannot be used, so the gateway must not start. Nothing was changed. For the operator: the
 * message names the file and says what to do.
 */
export class SessionStoreOpenError extends Error {
  constructor(file: string, problem: string, remedy: string, cause?: unknown) {
    super(`The session store ${file} cannot be opened: ${problem}. Nothing was changed. ${remedy}`, { cause });
    this.name = 'SessionStoreOpenError';
  }
}
