import type { Message } from '../common/conversation.js';
import type { CallWords } from '../egress/checked-call.js';
import type { RunPlan } from './run-plan.js';
import type { RunRequest } from './run-request.js';

/** Whose words the model calls of a run carry. */
export function toCallWords(request: RunRequest, plan: Pick<RunPlan, 'prompt' | 'ownTools' | 'session'>): CallWords {
  const { prompt, ownTools, session } = plan;
  return {
    gateway: () => {
      const written = prompt.filter(({ name }) => name !== 'client').map(({ text }) => text);
      return [...written, ...ownTools.map(({ definition }) => JSON.stringify(definition))].join('\n');
    },
    caller: () => callersText(request, [...session.older, ...session.history]),
    attachments: () => [...session.history, ...session.newMessages].flatMap(attachmentsOf),
  };
}

/** All that the request says, and what is known of the caller's words in earlier ones. */
function callersText(request: RunRequest, history: readonly Message[]): string {
  const { instructions, messages, clientTools, toolChoice, responseFormat, options, messageChannel } = request;
  const clientToolNames = new Set(clientTools.map(({ name }) => name));
  const earlier = history.filter((message) => message.role === 'user' || isOfClient(message, history, clientToolNames));
  const said = [instructions, messages, clientTools, toolChoice, responseFormat, options, messageChannel, earlier];
  return JSON.stringify(said, (key, value: unknown) => (key === 'data' ? undefined : value));
}

/** Whether it is the result of a tool that the client runs. */
function isOfClient(message: Message, history: readonly Message[], clientToolNames: ReadonlySet<string>): boolean {
  if (message.role !== 'tool') return false;
  const calls = history.flatMap((earlier) => (earlier.role === 'assistant' ? earlier.toolCalls : []));
  return calls.some(({ id, name }) => id === message.callId && clientToolNames.has(name));
}

function attachmentsOf(message: Message): string[] {
  if (message.role !== 'user') return [];
  return message.content.flatMap((part) => ('data' in part ? [part.data] : []));
}
