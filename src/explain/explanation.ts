import type { ErrorEnvelope } from '../openai-wire/error-envelope.js';
import type { FieldExplanation } from '../openai-wire/explain-fields.js';
import type { ToolDecision } from '../tools/policy/tool-policy.js';

/** The answer of `POST /v1/explain`. What could not be decided because the request is refused before is left out. */
export interface Explanation {
  object: 'openclaw.explanation';
  /** The answer that the request would get in place of a run; null where it would run. */
  refusal: ({ status: number } & ErrorEnvelope) | null;
  fields: FieldExplanation[];
  agent?: { id: string; public: boolean; because: string };
  owner?: { is_owner: boolean; because: string };
  /** `key` ends with `{uuid}` for a stateless call, and with `{id}` for a new conversation: they get a new one each time. */
  session?: { key: string; kept: boolean; because: string; earlier_messages?: number };
  /** `<provider>/<model id>` in the order in which they are asked. */
  models?: string[];
  /** For people, what led to them. */
  models_because?: string;
  tools?: ToolExplanation[];
  /** Names of the tools that the client runs itself. */
  client_tools?: string[];
  limits?: LimitsExplanation;
  preview?: UpstreamPreview;
}

export type ToolExplanation = { name: string } & Pick<ToolDecision, 'kept' | 'because'>;

/** The settings of the agent, in their own words. */
export interface LimitsExplanation {
  max_turns: number;
  timeout_seconds: number;
  max_run_tokens: number;
  max_concurrent: number;
  subagents: { max_depth: number; max_count: number };
}

/** The first request to the model, as it would be sent, and what its parts cost. Tokens are estimates. */
export interface UpstreamPreview {
  model: string;
  body: unknown;
  prompt: { sections: ({ name: string } & TextSize)[]; total: TextSize };
  /** The definitions of all tools, own and the client's. */
  tools: TextSize;
}

export interface TextSize {
  characters: number;
  estimated_tokens: number;
}
