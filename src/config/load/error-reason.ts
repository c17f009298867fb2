/** What an error says. Told by its shape, because errors of the file system can come from another realm. */
export function errorReason(error: unknown): string {
  const message = member(error, 'message');
  return typeof message === 'string' ? message : String(error);
}

/** Whether it is the system error `code`, e.g. `ENOENT`. */
export function isSystemError(error: unknown, code: string): boolean {
  return member(error, 'code') === code;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}
