import type { CallOrigin } from '../openai-runs/call-origins.service.js';
import { toClientTools } from '../openai-runs/to-client-tools.js';
import type { ResponsesRequest } from '../openai-wire/responses/responses-request.js';
import type { RunRequest, SessionChoice } from '../runs/run-request.js';
import { type ReadAttachments, toMessages } from './to-messages.js';

/** Who asks for a run, and where in which session it stands. */
export interface RunPlace {
  origin: CallOrigin;
  session: SessionChoice;
}

export async function toRunRequest(
  request: ResponsesRequest,
  { origin, session }: RunPlace,
  read: ReadAttachments,
): Promise<RunRequest> {
  const { agent, owner, credential, model, messageChannel, signal } = origin;
  const systemTexts = request.input.flatMap((item) => (item.type === 'system' ? [item.text] : []));
  return {
    agent,
    owner,
    credential,
    model,
    messageChannel,
    signal,
    session,
    instructions: request.instructions === undefined ? systemTexts : [request.instructions, ...systemTexts],
    messages: await toMessages(request.input, read),
    messagesParam: 'input',
    ...toClientTools(request.tools, request.toolChoice),
    parallelToolCalls: request.parallelToolCalls,
    maxToolCalls: request.maxToolCalls,
    options: request.options,
    responseFormat: request.responseFormat,
  };
}
