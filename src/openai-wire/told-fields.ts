const maxNamedFields = 20;
const longestName = 64;

/** The fields without effect as an answer names them: each once, and no more of the client's own words than helps it. */
export function toldFields(ignoredFields: readonly string[]): string[] {
  const names = ignoredFields.map((field) => field.slice(0, longestName).toWellFormed());
  return [...new Set(names)].slice(0, maxNamedFields);
}
