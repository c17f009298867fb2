import type { Message, ToolDefinition } from '../common/conversation.js';
import { estimateTextTokens } from '../common/estimate-tokens.js';
import type { ModelOptions } from '../common/model-options.js';
import { estimateTokens, fitHistory } from '../prompt/context-window.js';
import type { ModelRequest } from '../providers/provider.port.js';
import type { ResolvedModel } from '../providers/resolved-model.js';
import type { OpenSession } from '../sessions/sessions.service.js';
import { fitOptions } from './fit-options.js';
import type { RunRequest } from './run-request.js';
import { toReadableMessages } from './to-readable-messages.js';

/** Room that is kept free in a context window for the answer when nobody says how long it may get. */
const defaultAnswerTokens = 4_096;

export interface Conversation {
  system: string;
  session: OpenSession;
  tools: readonly ToolDefinition[];
  /** What the run has added so far. */
  output: readonly Message[];
}

/** What one model is asked: the run's request within the limits of that model, which a fallback has of its own. */
export function toModelRequest(
  request: RunRequest,
  model: ResolvedModel,
  { system, session, tools, output }: Conversation,
): Omit<ModelRequest, 'model'> {
  const options = toModelOptions(request, model);
  const fixed = estimateTextTokens(system.length + JSON.stringify(tools).length);
  const asked = session.newMessages.reduce((sum, message) => sum + estimateTokens(message), 0);
  const budget = model.contextWindow - (options.maxOutputTokens ?? defaultAnswerTokens) - fixed - asked;
  return {
    system,
    messages: toReadableMessages(
      [...fitHistory(session.history, budget, fitOptions(session.newMessages)), ...session.newMessages, ...output],
      model,
    ),
    tools,
    options,
    ...(tools.length > 0 ? { toolChoice: request.toolChoice } : {}),
    ...(request.parallelToolCalls === undefined ? {} : { parallelToolCalls: request.parallelToolCalls }),
    ...(request.responseFormat === undefined ? {} : { responseFormat: request.responseFormat }),
  };
}

/** What the caller asks for beats the agent's settings, which beat what is configured for the model. */
function toModelOptions({ agent, options }: RunRequest, model: ResolvedModel): ModelOptions {
  const { temperature, topP, maxTokens: maxOutputTokens = model.maxTokens } = agent.params;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...options,
  };
}
