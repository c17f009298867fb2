/**
 * Every value that was sent for `name` (lower case), in order. Unlike `request.headers` it neither drops nor joins
 * repeated headers. Node has removed the white space around each value.
 */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const sentName = rawHeaders[index] ?? '';
    if (sentName.length === name.length && sentName.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

/** Node reads header bytes as latin1; people type UTF-8. */
export function headerText(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}
