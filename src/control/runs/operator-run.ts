import type { JSONSchemaType } from 'ajv';
import type { GatewayError } from '../../common/gateway-error.js';
import type { FinishReason } from '../../common/conversation.js';
import type { Usage } from '../../common/usage.js';

/** A file beside a message. */
export interface MessageAttachment {
  fileName?: string;
  mimeType?: string;
  /** base64, or a whole `data:` URI. */
  content: string;
}

/** What an operator says to an agent, by whatever method. */
export interface OperatorMessage {
  message: string;
  /** Becomes the id of the run. */
  idempotencyKey: string;
  /** Default: the agent of the session key, else the default agent. */
  agentId?: string | undefined;
  /** Default: `main`. */
  sessionKey?: string | undefined;
  attachments?: MessageAttachment[] | undefined;
  /** Beside the agent's own prompt. */
  extraSystemPrompt?: string | undefined;
  /** Whether the sender is the owner; without it the kind of the agent decides. */
  senderIsOwner?: boolean | undefined;
  timeoutMilliseconds?: number | undefined;
}

export const attachmentsParam: JSONSchemaType<MessageAttachment[]> & { nullable: true } = {
  type: 'array',
  maxItems: 16,
  items: {
    type: 'object',
    properties: {
      fileName: { type: 'string', maxLength: 256, nullable: true },
      mimeType: { type: 'string', maxLength: 128, nullable: true },
      content: { type: 'string', minLength: 1 },
    },
    required: ['content'],
  },
  nullable: true,
};

/** How a run that an operator started has ended. Times in milliseconds since the epoch. */
export type RunOutcome = { startedAt: number; endedAt: number } & (
  | { ok: true; text: string; finishReason: FinishReason; usage: Usage; model: string }
  | { ok: false; error: GatewayError }
);

/** A run that an operator started. It belongs to the gateway and goes on when the operator leaves. */
export interface OperatorRun {
  runId: string;
  sessionKey: string;
  agentId: string;
  acceptedAt: number;
  /** For people: what of the request has no effect. */
  warnings: readonly string[];
  /** Never rejects. */
  outcome: Promise<RunOutcome>;
  /** Once it is there. */
  ended?: RunOutcome;
}
