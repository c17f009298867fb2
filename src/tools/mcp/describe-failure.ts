import { limitText } from '../../common/limit-text.js';

const longestReason = 300;

/** One short line for the log. Not for a model: it may name paths and addresses. */
export function describeFailure(error: unknown): string {
  const reasons = [error, error instanceof Error ? error.cause : undefined].filter((each) => each !== undefined);
  const text = [...new Set(reasons.map((each) => limitText(textOf(each), longestReason)))].join(': ');
  return limitText(text.replaceAll(/\s+/g, ' ').trim(), longestReason);
}

/** Some errors have a code and no message, e.g. where every address of a name refused. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
