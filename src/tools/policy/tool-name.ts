/**
 * The form in which tool names are compared, so that no spelling of a name slips past a rule: compatibility characters
 * folded, lower case, no surrounding space, `-` and `_` alike.
 */
export function normalizeToolName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase().replaceAll('-', '_');
}
