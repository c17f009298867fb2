import { allPass, isAnything, isCount, isFlag, isText } from '../plain-checks.js';
import { runRequestChecks } from '../run-request-checks.js';
import { mostOutputTokens } from '../run-request.dto.js';
import { leastOutputTokens } from './responses-request.dto.js';

/** Whether fields are so plain that `ResponsesRequestDto` would accept them; false means only that nobody knows yet. */
export const isPlainlyValid = allPass({
  ...runRequestChecks,
  instructions: isText,
  max_output_tokens: isCount(leastOutputTokens, mostOutputTokens),
  store: isFlag,
  input: isAnything,
  text: isAnything,
  reasoning: isAnything,
  metadata: isAnything,
  include: isAnything,
});
