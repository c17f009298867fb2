import type { ResponseOutput } from '../openai-wire/responses/response-output.js';
import type { ResponseOutcome } from '../openai-wire/responses/response-resource.js';
import type { RunEvent } from '../runs/run-event.js';

/** Codes of runs that somebody stopped. */
const cancelling = new Set(['run_cancelled', 'aborted']);

/**
 * Adds what an event says to the output, and closes it with the last event, which gives the outcome. Follows from the events
 * alone, so that the same run can be told again.
 */
export function toResponseOutput(output: ResponseOutput, event: RunEvent): ResponseOutcome | undefined {
  switch (event.type) {
    case 'text-delta':
      output.text(event.text);
      return undefined;
    case 'refusal-delta':
      output.refusal(event.text);
      return undefined;
    case 'reasoning-delta':
      output.reasoning(event.text);
      return undefined;
    case 'client-tool-call-start':
      output.startCall(event.index, event.id, event.name);
      return undefined;
    case 'client-tool-call-delta':
      output.continueCall(event.index, event.argumentsDelta);
      return undefined;
    case 'tool-start':
      output.endReasoning();
      output.startReceipt(event);
      return undefined;
    case 'tool-end':
      output.endReceipt(event);
      return undefined;
    case 'run-end':
    case 'run-error':
      return close(output, toOutcome(event));
    case 'model-start':
    case 'tool-progress':
      return undefined;
  }
}

function close(output: ResponseOutput, outcome: ResponseOutcome): ResponseOutcome {
  const isCut = outcome.status === 'failed' || outcome.status === 'cancelled';
  output.end(outcome.status === 'completed' ? 'completed' : 'incomplete', isCut);
  return outcome;
}

function toOutcome(event: Extract<RunEvent, { type: 'run-end' | 'run-error' }>): ResponseOutcome {
  if (event.type === 'run-error') {
    const isCancelled = event.error.code !== null && cancelling.has(event.error.code);
    return { status: isCancelled ? 'cancelled' : 'failed', error: event.error };
  }
  const { finishReason, usage } = event;
  switch (finishReason) {
    case 'stop':
    case 'tool-calls':
      return { status: 'completed', usage };
    case 'length':
      return { status: 'incomplete', reason: 'max_output_tokens', usage };
    case 'content-filter':
      return { status: 'incomplete', reason: 'content_filter', usage };
  }
}
