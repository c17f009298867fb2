import type { ModelEvent, ModelRequest } from '../provider.port.js';
import type { GuideReply } from './guide-reply.js';
import { estimatedUsage } from './guide-usage.js';

const batchLength = 8;

/** The events of a whole answer in batches of a few words each. `callId` names the tool call, where the reply is one. */
export function eventBatches(reply: GuideReply, request: ModelRequest, callId: () => string): ModelEvent[][] {
  const events = reply.kind === 'text' ? textEvents(reply, request) : callEvents(reply, request, callId());
  const count = Math.ceil(events.length / batchLength);
  return Array.from({ length: count }, (_, batch) => events.slice(batch * batchLength, (batch + 1) * batchLength));
}

function textEvents(reply: GuideReply & { kind: 'text' }, request: ModelRequest): ModelEvent[] {
  const pieces = reply.text.match(/\s*\S+|\s+$/g) ?? [];
  return [
    { type: 'response-start' },
    ...pieces.map((text): ModelEvent => ({ type: 'text-delta', text })),
    { type: 'usage', usage: estimatedUsage(request, reply.text) },
    { type: 'finish', reason: reply.finish },
  ];
}

function callEvents(reply: GuideReply & { kind: 'tool-call' }, request: ModelRequest, id: string): ModelEvent[] {
  const { name, arguments: argumentsDelta } = reply.call;
  return [
    { type: 'response-start' },
    { type: 'tool-call-start', index: 0, id, name },
    { type: 'tool-call-delta', index: 0, argumentsDelta },
    { type: 'usage', usage: estimatedUsage(request, name + argumentsDelta) },
    { type: 'finish', reason: 'tool-calls' },
  ];
}
