import type { ModelCall } from '../call-iterator.js';
import type { ProviderError } from '../provider.errors.js';
import type { ModelEvent } from '../provider.port.js';
import { ChatAnswerDecoder } from './chat-answer-decoder.js';
import { ChatAnswerReader } from './chat-answer-reader.js';
import { mapConnectionError } from './map-connection-error.js';
import { UpstreamCall } from './upstream-call.js';
import type { UpstreamCallContext } from './upstream-call.js';

/** One model call: its answer becomes model events as it arrives. */
export class ChatCall implements ModelCall {
  private readonly reader: ChatAnswerReader;
  private readonly call: UpstreamCall;

  constructor(context: UpstreamCallContext, body: string, signal: AbortSignal) {
    this.reader = new ChatAnswerReader(context.ids);
    this.call = new UpstreamCall(context, body, signal);
  }

  async *batches(): AsyncGenerator<ModelEvent[], void, undefined> {
    const decoder = new ChatAnswerDecoder(this.reader);
    try {
      await this.open(decoder);
      for (;;) {
        if (this.reader.finished) this.call.settle();
        const events = this.reader.take();
        if (events.length > 0) yield events;
        if (this.reader.finished) return;
        await this.readOn(decoder);
      }
    } finally {
      await this.call.close({ keepConnection: this.reader.isComplete });
    }
  }

  interrupt(error: ProviderError): void {
    this.call.interrupt(error);
  }

  private async open(decoder: ChatAnswerDecoder): Promise<void> {
    try {
      const first = await this.call.open();
      first.forEach((piece) => decoder.feed(piece));
    } catch (error) {
      this.reader.fail(mapConnectionError(error, 'before-first-byte'));
    }
  }

  private async readOn(decoder: ChatAnswerDecoder): Promise<void> {
    try {
      const bytes = await this.call.read();
      if (bytes) bytes.forEach((piece) => decoder.feed(piece));
      else decoder.end();
    } catch (error) {
      decoder.interrupt(mapConnectionError(error, 'after-first-byte'));
    }
  }
}
