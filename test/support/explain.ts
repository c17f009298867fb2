import type { Explanation } from '../../src/explain/explanation.js';
import type { ChatOptions } from './chat.js';
import { testToken } from './create-test-app.js';

export interface ExplainAnswer {
  status: number;
  json: Explanation;
}

/** Asks the gateway what it would make of the request that `chat` sends for the same body and headers. */
export function explain(
  url: string,
  body: Record<string, unknown> = {},
  options: ChatOptions = {},
): Promise<ExplainAnswer> {
  return explainBody(url, { model: 'openclaw', messages: [{ role: 'user', content: 'hi' }], ...body }, options);
}

/** As `explain`, with nothing but what the body says. */
export async function explainBody(
  url: string,
  body: Record<string, unknown>,
  { headers }: ChatOptions = {},
): Promise<ExplainAnswer> {
  const response = await fetch(`${url}/v1/explain`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Explanation };
}
