/**
 * The file of a store cannot be used, so the gateway must not start. Nothing was changed. For the operator: the
 * message names the file and says what to do.
 */
export class StoreOpenError extends Error {
  /** `store` says what the file is, e.g. `session store`. */
  constructor(store: string, file: string, problem: string, remedy: string, cause?: unknown) {
    super(`The ${store} ${file} cannot be opened: ${problem}. Nothing was changed. ${remedy}`, { cause });
    this.name = StoreOpenError.name;
  }
}
