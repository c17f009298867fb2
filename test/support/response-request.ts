import { baseConfig } from './create-test-app.js';
import { posterTo } from './poster-to.js';
import { type ResponseEvent, readResponseStream } from './response-stream.js';

/** The gateway section of a configuration that serves responses besides chat completions. */
export function servingResponses(
  endpoint: Record<string, unknown> = {},
  http: Record<string, unknown> = {},
): Record<string, unknown> {
  const { endpoints } = baseConfig.gateway.http;
  return { http: { endpoints: { ...endpoints, responses: { enabled: true, ...endpoint } }, ...http } };
}

/** Sends a body with the test token and checks the answer, error or stream against both published schemas. */
export const postResponse = posterTo('/v1/responses');

/** As `postResponse`, streamed; the events without `[DONE]`. */
export async function streamResponse(
  gateway: { url: string },
  body: Record<string, unknown>,
): Promise<ResponseEvent[]> {
  return readResponseStream((await postResponse(gateway, { ...body, stream: true })).text);
}

/** The text of the last event, which holds the whole response. */
export function endOf(events: readonly ResponseEvent[]): NonNullable<ResponseEvent['response']> {
  const response = events.at(-1)?.response;
  if (!response) throw new Error('The stream does not end with a response.');
  return response;
}
