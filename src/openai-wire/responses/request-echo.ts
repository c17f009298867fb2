import type { ResponseFormat, ToolDefinition } from '../../common/conversation.js';
import type { WireToolChoice } from '../tool-choice.js';
import type { WireReasoning } from './read-reasoning.js';
import type { WireText } from './read-text.js';
import type { ResponsesRequestDto } from './responses-request.dto.js';

export interface EchoedTool {
  type: 'function';
  name: string;
  description: string | null;
  parameters: Record<string, unknown>;
  /** Null where the client leaves it to the provider. */
  strict: boolean | null;
}

export type EchoedToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | { type: 'function'; name: string }
  | { type: 'allowed_tools'; mode: 'auto' | 'required'; tools: { type: 'function'; name: string }[] };

export type EchoedFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | { type: 'json_schema'; name: string; description: string; schema: Record<string, unknown>; strict: boolean };

/** What a response repeats of its request; fields that the client left out have the default that holds. */
export interface RequestEcho {
  instructions: string | null;
  tools: EchoedTool[];
  tool_choice: EchoedToolChoice;
  truncation: 'auto';
  parallel_tool_calls: boolean;
  text: { format: EchoedFormat; verbosity?: string };
  top_p: number;
  presence_penalty: number;
  frequency_penalty: number;
  top_logprobs: 0;
  temperature: number;
  reasoning: { effort: string | null; summary: string | null };
  max_output_tokens: number | null;
  max_tool_calls: number | null;
  service_tier: string;
  metadata: Record<string, string>;
  safety_identifier: string | null;
  prompt_cache_key: string | null;
  user?: string;
}

export interface EchoSource {
  dto: ResponsesRequestDto;
  tools: readonly ToolDefinition[];
  toolChoice: WireToolChoice;
  text: WireText;
  reasoning: WireReasoning;
  metadata: Record<string, string>;
}

export function toRequestEcho({ dto, tools, toolChoice, text, reasoning, metadata }: EchoSource): RequestEcho {
  return {
    instructions: dto.instructions ?? null,
    tools: tools.map(toEchoedTool),
    tool_choice: toEchoedChoice(toolChoice),
    // What the gateway does, whatever was asked for.
    truncation: 'auto',
    parallel_tool_calls: dto.parallel_tool_calls ?? true,
    text: {
      format: toEchoedFormat(text.format),
      ...(text.verbosity === undefined ? {} : { verbosity: text.verbosity }),
    },
    top_p: dto.top_p ?? 1,
    presence_penalty: dto.presence_penalty ?? 0,
    frequency_penalty: dto.frequency_penalty ?? 0,
    top_logprobs: 0,
    temperature: dto.temperature ?? 1,
    reasoning: { effort: reasoning.effort ?? null, summary: reasoning.summary ?? null },
    max_output_tokens: dto.max_output_tokens ?? null,
    max_tool_calls: dto.max_tool_calls ?? null,
    service_tier: dto.service_tier ?? 'auto',
    metadata,
    safety_identifier: dto.safety_identifier ?? null,
    prompt_cache_key: dto.prompt_cache_key ?? null,
    ...(dto.user == null ? {} : { user: dto.user }),
  };
}

function toEchoedTool({ name, description, parameters, strict }: ToolDefinition): EchoedTool {
  return { type: 'function', name, description, parameters, strict: strict ?? null };
}

function toEchoedChoice({ choice, allowed }: WireToolChoice): EchoedToolChoice {
  if (choice.type === 'tool') return { type: 'function', name: choice.name };
  if (allowed === undefined || choice.type === 'none') return choice.type;
  return {
    type: 'allowed_tools',
    mode: choice.type,
    tools: allowed.map((name) => ({ type: 'function', name })),
  };
}

/** Both published schemas want a description, OpenAI's as a string, and Open Responses wants `strict`. */
function toEchoedFormat(format: ResponseFormat | undefined): EchoedFormat {
  if (format?.type !== 'json_schema') return { type: format?.type ?? 'text' };
  const { name, description = '', schema = {}, strict = false } = format;
  return { type: 'json_schema', name, description, schema, strict };
}
