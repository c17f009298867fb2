// Told by their shape, because errors of the file system can come from another realm.

/** Whether the error has this code, e.g. `ENOENT`. */
export function isSystemError(error: unknown, code: string): boolean {
  return errorCode(error) === code;
}

/** The code of an error, e.g. `ENOENT`; undefined where it has none. */
export function errorCode(error: unknown): string | undefined {
  const code = member(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

/** What an error says. */
export function errorReason(error: unknown): string {
  const message = member(error, 'message');
  return typeof message === 'string' ? message : String(error);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}
