import { Stream } from 'openai/core/streaming';
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import { ResponseStream } from 'openai/lib/responses/ResponseStream';
import type { Chunk } from './chat-stream.js';
import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';

/** As much as arrives, in pieces of these sizes, before the error that the stream tells of, and that error. */
export async function sdkChunksUntilError(
  text: string,
  sizes: readonly number[],
): Promise<{ chunks: Chunk[]; error: unknown }> {
  const chunks: Chunk[] = [];
  try {
    for await (const chunk of decoded<Chunk>(text, sizes)) chunks.push(chunk);
  } catch (error) {
    return { chunks, error };
  }
  throw new Error('The stream tells of no error.');
}

export async function sdkCompletion(text: string, sizes: readonly number[]): Promise<ChatCompletion> {
  const lines = decoded<ChatCompletionChunk>(text, sizes).toReadableStream();
  return ChatCompletionStream.fromReadableStream(lines).finalChatCompletion();
}

export async function sdkResponse(
  text: string,
  sizes: readonly number[],
): Promise<{ output: unknown; status: unknown }> {
  const lines = decoded(text, sizes).toReadableStream();
  const { output, status } = await ResponseStream.fromReadableStream(lines).finalResponse();
  return { output: withoutParsed(output), status };
}

function decoded<Item>(text: string, sizes: readonly number[]): Stream<Item> {
  return Stream.fromSSEResponse<Item>(new Response(arriving(text, sizes)), new AbortController());
}

function arriving(text: string, sizes: readonly number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  let turn = 0;
  return new ReadableStream({
    pull: (controller) => {
      const end = at + (sizes[turn++ % sizes.length] ?? bytes.length);
      controller.enqueue(bytes.slice(at, end));
      at = end;
      if (at >= bytes.length) controller.close();
    },
  });
}

/** The package adds what it parsed of each text. */
function withoutParsed(output: unknown): unknown {
  return JSON.parse(JSON.stringify(output, (key, value: unknown) => (/^parsed/.test(key) ? undefined : value)));
}
