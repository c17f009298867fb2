import { type Chunk, joinChunks } from './chat-stream.js';
import { eventData } from './openai-answer.js';
import { posterTo } from './poster-to.js';

/** A request body with one user message, and whatever else the test is about. */
export function ask(text: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: 'openclaw', messages: [{ role: 'user', content: text }], ...fields };
}

/** Sends a body with the test token and checks the answer, error or stream against OpenAI's schemas. */
export const postChat = posterTo('/v1/chat/completions');

/** The events of a stream without `[DONE]`. */
export function chunksOf(text: string): Chunk[] {
  return eventData(text)
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data) as Chunk);
}

/** The joined content deltas of a stream. */
export function streamedText(text: string): string {
  return joinChunks(chunksOf(text)).content;
}
