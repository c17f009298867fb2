import { allPass, isAnything, isCount } from '../plain-checks.js';
import { runRequestChecks } from '../run-request-checks.js';
import { mostOutputTokens } from '../run-request.dto.js';

/** Whether fields are so plain that `ChatRequestDto` would accept them; false means only that nobody knows yet. */
export const isPlainlyValid = allPass({
  ...runRequestChecks,
  max_tokens: isCount(1, mostOutputTokens),
  max_completion_tokens: isCount(1, mostOutputTokens),
  messages: isAnything,
  response_format: isAnything,
});
