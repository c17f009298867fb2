import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import type { EventSourceMessage, EventSourceParser } from 'eventsource-parser';
import { ProviderError } from '../provider.errors.js';
import type { ChatAnswerReader } from './chat-answer-reader.js';
import { tryParseJson } from '../../common/json.js';
import { asArray, asObject } from '../json-value.js';

/** Characters of one event, or of a whole JSON answer. */
const longestPiece = 16 * 1024 * 1024;
/** Characters of a whole answer, events and all; far above any real one. */
const longestAnswer = 128 * 1024 * 1024;

/**
 * Takes the bytes of a successful answer, cut anywhere, and hands its JSON to the reader. An answer that begins like a
 * JSON document is read as one, because some providers do not stream although they are asked to; all else is an event
 * stream, whatever its content type says.
 */
export class ChatAnswerDecoder {
  private readonly utf8 = new StringDecoder('utf8');
  private readonly parser: EventSourceParser;
  private form: 'unknown' | 'events' | 'document' = 'unknown';
  private pieces: string[] = [];
  private length = 0;
  private total = 0;
  private atEnd = false;

  constructor(private readonly reader: ChatAnswerReader) {
    this.parser = createParser({
      maxBufferSize: longestPiece,
      onEvent: (event) => this.readEvent(event),
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') this.failTooLong();
      },
    });
  }

  feed(bytes: Buffer): void {
    if (!this.reader.finished) this.feedText(this.utf8.write(bytes));
  }

  /** The provider has ended its answer in order. */
  end(): void {
    this.atEnd = true;
    this.feedText(this.utf8.end());
    if (this.reader.finished) return;
    if (this.form === 'document') this.readDocument();
    else this.endEvents();
  }

  /** The answer broke off; what the provider had declared complete stays so, unless the run was aborted. */
  interrupt(error: ProviderError): void {
    if (this.reader.isComplete && error.kind !== 'aborted') this.reader.complete();
    else this.reader.fail(error);
  }

  private feedText(text: string): void {
    this.total += text.length;
    if (this.total > longestAnswer) {
      this.failTooLong();
      return;
    }
    if (this.form === 'events') {
      this.parser.feed(text);
      return;
    }
    // White space in front says nothing, and a provider could send it for ever.
    if (this.form === 'unknown' && text.trim() === '') return;
    this.pieces.push(text);
    this.length += text.length;
    if (this.length > longestPiece) {
      this.failTooLong();
      return;
    }
    if (this.form === 'unknown') this.recogniseForm();
  }

  private recogniseForm(): void {
    const text = this.pieces.join('');
    const first = text.trimStart().charAt(0);
    if (first === '') return;
    this.form = first === '{' || first === '<' ? 'document' : 'events';
    if (this.form === 'document') return;
    this.pieces = [];
    this.parser.feed(text);
  }

  private readEvent(event: EventSourceMessage): void {
    if (this.reader.finished || event.data === '') return;
    if (event.data.trimEnd() === '[DONE]') {
      this.reader.complete();
      return;
    }
    const json = tryParseJson(event.data);
    if (json !== undefined) {
      this.reader.read(event.event === 'error' ? { error: json } : json);
      return;
    }
    // A torn last line is a cut answer, and judged as that.
    if (!this.atEnd) this.reader.fail(new ProviderError('upstream', 'The provider sent an event that is not JSON.'));
  }

  private endEvents(): void {
    // Some providers leave out the blank line after the last event.
    this.parser.feed('\n\n');
    if (this.reader.finished) return;
    if (this.reader.isComplete) this.reader.complete();
    else this.reader.fail(this.cutError());
  }

  private cutError(): ProviderError {
    if (this.reader.hasStarted) {
      return new ProviderError('cut', 'The provider ended its answer without saying that it was complete.');
    }
    return new ProviderError('upstream', 'The provider ended its answer without sending any of it.');
  }

  private readDocument(): void {
    const json = asObject(tryParseJson(this.pieces.join('')));
    const isAnswer = json !== undefined && ('error' in json || asArray(json.choices).length > 0);
    if (isAnswer) {
      this.reader.read(json);
      this.reader.complete();
    } else {
      const text = 'The provider sent neither an event stream nor a completion; check that its baseUrl is right.';
      this.reader.fail(new ProviderError('upstream', text));
    }
  }

  private failTooLong(): void {
    this.reader.fail(new ProviderError('upstream', 'The provider sent an event beyond 16 MB.'));
  }
}
