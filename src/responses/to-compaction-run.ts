import type { RunRequest } from '../runs/run-request.js';

const order =
  'Sum up our conversation so far, so that it can go on from your summary alone. Keep what was asked for, what was decided and ' +
  'why, what was done and found, names, numbers, paths and other exact words that still matter, and what is open. Write ' +
  'nothing but the summary.';

/** A run that sums its conversation up, and does nothing else. */
export function toCompactionRun(request: RunRequest): RunRequest {
  return {
    ...request,
    messages: [...request.messages, { role: 'user', content: [{ type: 'text', text: order }] }],
    clientTools: [],
    toolChoice: { type: 'auto' },
    withoutOwnTools: true,
    responseFormat: undefined,
  };
}
