import { toErrorEnvelope } from '../../openai-wire/error-envelope.js';
import { toWireFinishReason } from '../../openai-wire/finish-reason.js';
import { toCompletionUsage } from '../../openai-wire/usage.js';
import type { RunEvent } from '../../runs/run-event.js';
import type { WireRunEvent } from './wire-run-event.js';

export function toWireRunEvent(event: RunEvent): WireRunEvent {
  switch (event.type) {
    case 'model-start':
      return { type: event.type };
    case 'text-delta':
    case 'refusal-delta':
    case 'reasoning-delta':
      return { type: event.type, text: event.text };
    case 'client-tool-call-start':
      return { type: event.type, index: event.index, id: event.id, name: event.name };
    case 'client-tool-call-delta':
      return { type: event.type, index: event.index, arguments_delta: event.argumentsDelta };
    case 'tool-start':
      return { type: event.type, call_id: event.callId, name: event.name, arguments: event.arguments };
    case 'tool-progress':
      return { type: event.type, call_id: event.callId, name: event.name, text: event.text };
    case 'tool-end': {
      const { type, callId, name, outcome, result } = event;
      return { type, call_id: callId, name, outcome, result };
    }
    case 'run-end': {
      const { type, finishReason, usage, model } = event;
      return { type, finish_reason: toWireFinishReason(finishReason), usage: toCompletionUsage(usage), model };
    }
    case 'run-error':
      return { type: event.type, ...toErrorEnvelope(event.error) };
  }
}
