import type { ServerResponse } from 'node:http';

/** Sets headers that somebody else has named. */
export function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
