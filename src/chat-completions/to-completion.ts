import type { AssistantMessage, FinishReason } from '../common/conversation.js';
import type { Usage } from '../common/usage.js';
import type { AnswerIdentity } from '../openai-wire/chat/answer-identity.js';
import type { ChatCompletion } from '../openai-wire/chat/chat-completion.js';
import { toWireFinishReason } from '../openai-wire/finish-reason.js';
import { toCompletionUsage } from '../openai-wire/usage.js';
import type { ToolReceipt } from '../openai-wire/tool-receipt.js';
import type { RunEvent } from '../runs/run-event.js';
import { ChatReceipts } from './chat-receipts.js';

/** Reads a run to its end and makes the one answer of it. Throws the error of a failed run. */
export async function toCompletion(
  events: AsyncIterable<RunEvent[]>,
  identity: AnswerIdentity,
): Promise<ChatCompletion> {
  const message: AssistantMessage = { role: 'assistant', text: '', toolCalls: [] };
  const receipts = new ChatReceipts(identity.receipts);
  let end: Extract<RunEvent, { type: 'run-end' }> | undefined;
  for await (const batch of events) {
    for (const event of batch) {
      if (event.type === 'run-error') throw event.error;
      if (event.type === 'run-end') end = event;
      add(message, event);
      receipts.add(event);
    }
  }
  if (!end) throw new Error('The run ended without a terminal event.');
  return completion(identity, { ...message, receipts: receipts.all }, end);
}

function add(message: AssistantMessage, event: RunEvent): void {
  switch (event.type) {
    case 'text-delta':
      message.text += event.text;
      return;
    case 'refusal-delta':
      message.refusal = (message.refusal ?? '') + event.text;
      return;
    case 'reasoning-delta':
      message.reasoning = (message.reasoning ?? '') + event.text;
      return;
    case 'client-tool-call-start':
      message.toolCalls[event.index] = { id: event.id, name: event.name, arguments: '' };
      return;
    case 'client-tool-call-delta': {
      const call = message.toolCalls[event.index];
      if (call) call.arguments += event.argumentsDelta;
      return;
    }
    case 'model-start':
    case 'tool-start':
    case 'tool-progress':
    case 'tool-end':
    case 'run-end':
    case 'run-error':
      return;
  }
}

function completion(
  identity: AnswerIdentity,
  { text, refusal, reasoning, toolCalls, receipts }: AssistantMessage & { receipts: ToolReceipt[] | undefined },
  end: { finishReason: FinishReason; usage: Usage },
): ChatCompletion {
  const withoutText = text === '' && (toolCalls.length > 0 || refusal !== undefined);
  return {
    id: identity.id,
    object: 'chat.completion',
    created: identity.created,
    model: identity.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: withoutText ? null : text,
          refusal: refusal ?? null,
          ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
          ...(toolCalls.length > 0 ? { tool_calls: toolCalls.map(toWireToolCall) } : {}),
          ...(receipts ? { openclaw_tool_calls: receipts } : {}),
        },
        logprobs: null,
        finish_reason: toWireFinishReason(end.finishReason),
      },
    ],
    usage: toCompletionUsage(end.usage),
  };
}

function toWireToolCall({ id, name, arguments: text }: AssistantMessage['toolCalls'][number]) {
  return { id, type: 'function' as const, function: { name, arguments: text } };
}
