import type { DefinedError, ErrorObject } from 'ajv';
import { limitText } from '../../common/limit-text.js';

const mostProblems = 5;
/** Characters; a model may have invented a name of any length. */
const longestProblem = 200;

/** What does not fit a schema, in words to mend it by; of many problems the first ones. */
export function describeProblems(errors: readonly ErrorObject[]): string {
  const problems = errors.slice(0, mostProblems).map((error) => limitText(describe(error), longestProblem));
  const left = errors.length - problems.length;
  return [...problems, ...(left > 0 ? [`${left} more`] : [])].join('; ');
}

function describe(error: ErrorObject): string {
  return `arguments${error.instancePath} ${demand(error as DefinedError)}`;
}

/** The library's own words leave out what these two would need to be mended. */
function demand({ keyword, params, message = 'do not fit' }: DefinedError): string {
  if (keyword === 'additionalProperties') return `must not have the property '${params.additionalProperty}'`;
  if (keyword !== 'enum') return message;
  return `must be one of ${params.allowedValues.map((value) => JSON.stringify(value)).join(', ')}`;
}
