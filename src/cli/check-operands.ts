import { usageError } from './usage-error.js';

/**
 * Holds what was given against `operands` of a command: `<name>` must be there, `[name]` may be, and one with `…` may be repeated.
 * @throws CliError for too few or too many.
 */
export function checkOperands(operands: string, given: readonly string[], command: string): void {
  const expected = operands.split(' ').filter((operand) => operand !== '');
  const required = expected.filter((operand) => !operand.startsWith('['));
  const missing = required[given.length];
  if (missing !== undefined) throw usageError(`${missing} is missing: openclaw ${command} ${operands}.`, command);
  const repeats = expected.some((operand) => /…|\.\.\./.test(operand));
  const surplus = given[expected.length];
  if (surplus !== undefined && !repeats) {
    const taken = expected.length === 0 ? 'takes no operand' : `takes only ${operands}`;
    throw usageError(`openclaw ${command} ${taken}, but there is "${surplus.slice(0, 64)}".`, command);
  }
}
