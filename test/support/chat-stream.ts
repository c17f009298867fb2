/** One chunk of a streamed chat completion, as a client sees it. */
export interface Chunk {
  id: string;
  object: string;
  created: number;
  model: string;
  choices: {
    index: number;
    delta: {
      role?: string;
      content?: string | null;
      refusal?: string | null;
      reasoning_content?: string;
      tool_calls?: { index: number; id?: string; type?: string; function: { name?: string; arguments: string } }[];
    };
    finish_reason: string | null;
  }[];
  usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number } | null;
  error?: { message: string; type: string; param: string | null; code: string | null };
}

/** The JSON of each event; throws unless the text is whole events and ends with `[DONE]`, once. */
export function readChatStream(text: string): Chunk[] {
  const events = text.split('\n\n');
  if (events.pop() !== '' || events.pop() !== 'data: [DONE]') throw new Error(`Not a finished stream: ${text}`);
  return events.map((event) => {
    if (!/^data: [^\r\n]+$/.test(event)) throw new Error(`Not an event: ${event}`);
    return JSON.parse(event.slice('data: '.length)) as Chunk;
  });
}

/** What a client puts together of the deltas; an error in the stream has none. */
export function joinChunks(chunks: readonly Chunk[]) {
  const joined = {
    content: '',
    refusal: '',
    reasoning: '',
    toolCalls: [] as { id: string; name: string; arguments: string }[],
  };
  for (const { delta } of chunks.flatMap(({ choices = [] }) => choices)) {
    joined.content += delta.content ?? '';
    joined.refusal += delta.refusal ?? '';
    joined.reasoning += delta.reasoning_content ?? '';
    for (const call of delta.tool_calls ?? []) {
      const known = (joined.toolCalls[call.index] ??= { id: '', name: '', arguments: '' });
      known.id += call.id ?? '';
      known.name += call.function.name ?? '';
      known.arguments += call.function.arguments;
    }
  }
  return joined;
}
