import { textOf, type Message, type ToolChoice, type ToolDefinition } from '../../common/conversation.js';
import { isJsonObject } from '../../common/json.js';
import type { LiveTopic } from './guide-question.js';
import { minimalValue } from './minimal-value.js';

export interface GuideToolCall {
  name: string;
  /** JSON text. */
  arguments: string;
}

export interface GuideToolResult {
  /** Undefined where the call is not part of the conversation. */
  name: string | undefined;
  text: string;
}

const toolNames: Record<LiveTopic, string> = { session: 'session_status', gateway: 'gateway' };
const actions: Record<LiveTopic, string[]> = { session: ['status'], gateway: ['config.get', 'status'] };

/** The call that `toolChoice` demands, whatever the question; undefined where it demands none or the tool does not exist. */
export function demandedCall(
  tools: readonly ToolDefinition[],
  choice: ToolChoice | undefined,
  topic: LiveTopic | undefined,
): GuideToolCall | undefined {
  if (choice?.type === 'tool') return callOf(tools.find((tool) => tool.name === choice.name));
  if (choice?.type !== 'required') return undefined;
  return topicCall(tools, topic) ?? topicCall(tools, 'session') ?? callOf(tools[0]);
}

/** The call that tells what a live question asks; undefined where this run has no such tool. */
export function topicCall(tools: readonly ToolDefinition[], topic: LiveTopic | undefined): GuideToolCall | undefined {
  if (topic === undefined) return undefined;
  const tool = tools.find((each) => each.name === toolNames[topic]);
  if (!tool || !needsNothingButAction(tool)) return undefined;
  return callOf(tool, actionFor(tool, topic));
}

/** The results at the end of the conversation, which the model has not answered yet. */
export function openToolResults(messages: readonly Message[]): GuideToolResult[] {
  const names = new Map(
    messages
      .flatMap((message) => (message.role === 'assistant' ? message.toolCalls : []))
      .map((call) => [call.id, call.name]),
  );
  const answered = messages.findLastIndex((message) => message.role !== 'tool');
  return messages
    .slice(answered + 1)
    .flatMap((message) =>
      message.role === 'tool' ? [{ name: names.get(message.callId), text: textOf(message) }] : [],
    );
}

function callOf(tool: ToolDefinition | undefined, action: Record<string, string> = {}): GuideToolCall | undefined {
  if (!tool) return undefined;
  const required = minimalValue({ ...tool.parameters, type: 'object' });
  return { name: tool.name, arguments: JSON.stringify({ ...(isJsonObject(required) ? required : {}), ...action }) };
}

/** A client may bring a tool of the same name that wants more; that one is not for the guide to call. */
function needsNothingButAction(tool: ToolDefinition): boolean {
  const required: unknown = tool.parameters.required;
  return !Array.isArray(required) || required.every((name) => name === 'action');
}

function actionFor(tool: ToolDefinition, topic: LiveTopic): Record<string, string> {
  const properties = tool.parameters.properties;
  const schema = isJsonObject(properties) ? properties.action : undefined;
  const offered: unknown[] = isJsonObject(schema) && Array.isArray(schema.enum) ? schema.enum : [];
  const action = actions[topic].find((name) => offered.includes(name));
  return action === undefined ? {} : { action };
}
