import { toSeconds } from '../common/to-seconds.js';
import { ResponseOutput } from '../openai-wire/responses/response-output.js';
import {
  type ResponseIdentity,
  type ResponseResource,
  endedResponse,
  startedResponse,
} from '../openai-wire/responses/response-resource.js';
import type { RunSnapshot } from '../runs/journal/durable-runs.service.js';
import { toResponseOutput } from './to-response-output.js';

/** A response as it stands after the events of its run so far. */
export async function toCurrentResponse(
  identity: ResponseIdentity,
  { status, events, endedAt = 0 }: RunSnapshot,
): Promise<ResponseResource> {
  const output = new ResponseOutput(identity);
  for await (const batch of events) {
    for (const event of batch) {
      const outcome = toResponseOutput(output, event);
      if (outcome) return endedResponse(identity, output.items, outcome, toSeconds(endedAt));
    }
  }
  const started = startedResponse(identity);
  return { ...started, status: status === 'queued' ? 'queued' : 'in_progress', output: output.items };
}
