import { fullWrite } from '../http/full-write.js';
import { type ChunkIdentity, ChunkWriter } from '../openai-wire/chat/chunk-writer.js';
import { toErrorEnvelope } from '../openai-wire/error-envelope.js';
import { toWireFinishReason } from '../openai-wire/finish-reason.js';
import { sseData, sseDone } from '../openai-wire/sse.js';
import { toCompletionUsage } from '../openai-wire/usage.js';
import type { RunEvent } from '../runs/run-event.js';
import { ChatReceipts } from './chat-receipts.js';

/**
 * A run as the text of an event stream, one item for each batch of events, or several. Throws the error of a run that failed before the
 * model answered, since nothing has been sent then; a later failure is an event of the stream.
 */
export async function* toChunks(
  events: AsyncIterable<RunEvent[]>,
  identity: ChunkIdentity,
): AsyncGenerator<string, void> {
  const writer = new ChunkWriter(identity);
  const receipts = new ChatReceipts(identity.receipts);
  let started = false;
  for await (const batch of events) {
    let text = '';
    for (const event of batch) {
      if (!started) {
        if (event.type === 'run-error') throw event.error;
        started = true;
        text += writer.role();
      }
      text += write(event, { writer, receipts, includeUsage: identity.includeUsage });
      if (text.length < fullWrite) continue;
      yield text;
      text = '';
    }
    if (text !== '') yield text;
  }
}

interface Writing {
  writer: ChunkWriter;
  receipts: ChatReceipts;
  includeUsage: boolean;
}

function write(event: RunEvent, { writer, receipts, includeUsage }: Writing): string {
  switch (event.type) {
    case 'text-delta':
      return writer.text(event.text);
    case 'refusal-delta':
      return writer.delta({ refusal: event.text });
    case 'reasoning-delta':
      return writer.delta({ reasoning_content: event.text });
    case 'client-tool-call-start': {
      const { index, id, name } = event;
      return writer.delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
    }
    case 'client-tool-call-delta':
      return writer.delta({ tool_calls: [{ index: event.index, function: { arguments: event.argumentsDelta } }] });
    case 'run-end': {
      const usage = includeUsage ? writer.usage(toCompletionUsage(event.usage)) : '';
      return writer.finish(toWireFinishReason(event.finishReason)) + usage + sseDone;
    }
    case 'run-error':
      return sseData(JSON.stringify(toErrorEnvelope(event.error))) + sseDone;
    case 'tool-start':
    case 'tool-end': {
      const receipt = receipts.add(event);
      return receipt ? writer.delta({ openclaw_tool_calls: [receipt] }) : '';
    }
    case 'model-start':
    case 'tool-progress':
      return '';
  }
}
