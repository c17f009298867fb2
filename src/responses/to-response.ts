import { ResponseOutput } from '../openai-wire/responses/response-output.js';
import {
  type ResponseIdentity,
  type ResponseResource,
  endedResponse,
} from '../openai-wire/responses/response-resource.js';
import type { RunEvent } from '../runs/run-event.js';
import { toResponseOutput } from './to-response-output.js';

/**
 * Reads a run to its end and makes the one answer of it. Throws the error of a failed run. `completedAt` is asked at the end,
 * for seconds since the epoch.
 */
export async function toResponse(
  events: AsyncIterable<RunEvent[]>,
  identity: ResponseIdentity,
  completedAt: () => number,
): Promise<ResponseResource> {
  const output = new ResponseOutput(identity);
  let response: ResponseResource | undefined;
  for await (const batch of events) {
    for (const event of batch) {
      if (event.type === 'run-error') throw event.error;
      const outcome = toResponseOutput(output, event);
      if (outcome) response = endedResponse(identity, output.items, outcome, completedAt());
    }
  }
  if (!response) throw new Error('The run ended without a terminal event.');
  return response;
}
