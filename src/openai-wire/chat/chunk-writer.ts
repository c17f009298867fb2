import { sseData } from '../sse.js';
import type { CompletionUsage } from '../usage.js';
import type { WireFinishReason } from '../finish-reason.js';
import type { AnswerIdentity } from './answer-identity.js';
import type { ChunkDelta } from './chunk-delta.js';

export interface ChunkIdentity extends AnswerIdentity {
  /** Whether the client asked for the usage chunk; the others then carry `usage: null`, as OpenAI's do. */
  includeUsage: boolean;
}

/**
 * Writes the chunks of one stream as SSE text. What all chunks share is put into text once, because a chunk a token is the
 * hottest path of the gateway.
 */
export class ChunkWriter {
  private readonly head: string;
  private readonly tail: string;

  constructor(identity: ChunkIdentity) {
    const shared = {
      id: identity.id,
      object: 'chat.completion.chunk',
      created: identity.created,
      model: identity.model,
    };
    this.head = JSON.stringify(shared).slice(0, -1);
    this.tail = identity.includeUsage ? ',"usage":null}' : '}';
  }

  role(): string {
    return this.delta({ role: 'assistant', content: '', refusal: null });
  }

  text(text: string): string {
    return this.choice(`{"content":${JSON.stringify(text)}}`, null);
  }

  delta(delta: ChunkDelta): string {
    return this.choice(JSON.stringify(delta), null);
  }

  finish(reason: WireFinishReason): string {
    return this.choice('{}', reason);
  }

  usage(usage: CompletionUsage): string {
    return sseData(`${this.head},"choices":[],"usage":${JSON.stringify(usage)}}`);
  }

  private choice(delta: string, reason: WireFinishReason | null): string {
    const finish = reason === null ? 'null' : `"${reason}"`;
    return sseData(
      `${this.head},"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]${this.tail}`,
    );
  }
}
