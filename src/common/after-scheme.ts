const credentialWithScheme = /^(?:bearer|basic|token|key|apikey)\s+(\S+)$/i;

/** The credential in a header value such as `Bearer …`, which others may hold without the first word; undefined where there is none. */
export function afterScheme(value: string): string | undefined {
  return credentialWithScheme.exec(value.trim())?.[1];
}
