/** One server-sent event without a name. `json` must be JSON text, which never holds a raw line break. */
export function sseData(json: string): string {
  return `data: ${json}\n\n`;
}

/** What ends every OpenAI stream. */
export const sseDone = 'data: [DONE]\n\n';

/** A line that clients skip; it keeps proxies from closing a silent connection. */
export const sseKeepAlive = ': keep-alive\n\n';

/** One server-sent event with a name. `json` as in `sseData`. */
export function sseEvent(name: string, json: string): string {
  return `event: ${name}\ndata: ${json}\n\n`;
}
