import { toSeconds } from '../common/to-seconds.js';
import { ResponseOutput } from '../openai-wire/responses/response-output.js';
import {
  type ResponseIdentity,
  type ResponseResource,
  endedResponse,
} from '../openai-wire/responses/response-resource.js';
import type { ToldRun } from '../runs/journal/durable-runs.service.js';
import { toResponseOutput } from './to-response-output.js';

/** Reads a run to its end and makes the one answer of it. Throws the error of a failed run. */
export async function toResponse({ events, endedAt }: ToldRun, identity: ResponseIdentity): Promise<ResponseResource> {
  const output = new ResponseOutput(identity);
  let response: ResponseResource | undefined;
  for await (const batch of events) {
    for (const event of batch) {
      if (event.type === 'run-error') throw event.error;
      const outcome = toResponseOutput(output, event);
      if (outcome) response = endedResponse(identity, output.items, outcome, toSeconds(endedAt() ?? 0));
    }
  }
  if (!response) throw new Error('The run ended without a terminal event.');
  return response;
}
