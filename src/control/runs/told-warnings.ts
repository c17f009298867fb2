/** The member of an answer that tells people what of their request has no effect; none where there is nothing to tell. */
export function toldWarnings(warnings: readonly string[]): { warnings?: string[] } {
  return warnings.length === 0 ? {} : { warnings: [...warnings] };
}
