import * as fc from 'fast-check';

/**
 * A chat completion request to the agents `main`, `front-desk` (also called `gpt-4o`), `ignorer` and `loner`: most of them run,
 * some are refused for one reason or another.
 */
export function explainedRequest(clientTools: readonly object[]) {
  return fc.record({ body: requestBody(clientTools), headers: requestHeaders });
}

function requestBody(clientTools: readonly object[]) {
  const models = ['openclaw', 'openclaw:main', 'agent:front-desk', 'gpt-4o', 'openclaw:ignorer', 'openclaw:loner'];
  return fc.record(
    {
      model: mostly(fc.constantFrom(...models), 'gpt-5'),
      messages: fc.array(message, { minLength: 1, maxLength: 4 }),
      user: fc.constantFrom('ann', 'Ann', ' ', 'öß'),
      temperature: mostly(fc.constantFrom(0, 1.5, null), 3),
      max_completion_tokens: fc.integer({ min: 1, max: 10 }),
      tools: fc.array(fc.constantFrom(...clientTools, { type: 'web_search' }), { maxLength: 2 }),
      tool_choice: fc.constantFrom('auto', 'none'),
      response_format: fc.constantFrom({ type: 'text' }, { type: 'json_object' }),
      store: fc.boolean(),
      functions: mostly(fc.constant(null), []),
      unknown: fc.constant(1),
    },
    { requiredKeys: ['model', 'messages'] },
  );
}

const message = fc.record({
  role: fc.constantFrom('user', 'system', 'developer', 'assistant'),
  content: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map((text) => `${text}.`),
});

const requestHeaders = fc.record(
  {
    'x-openclaw-sender-is-owner': fc.constantFrom('true', 'false', 'maybe'),
    'x-openclaw-agent-id': mostly(fc.constantFrom('main', 'front-desk'), 'nobody'),
    'x-openclaw-session-key': mostly(fc.constant('desk'), 'cron:x'),
  },
  { requiredKeys: [] },
);

/** A value that is refused once in a while, so that most requests run. */
function mostly<T, U>(usual: fc.Arbitrary<T>, refused: U): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.constant(refused) });
}
