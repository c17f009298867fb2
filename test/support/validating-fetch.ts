import { eventData, expectOpenAiAnswer, expectOpenAiEvent } from './openai-answer.js';

type Fetch = typeof globalThis.fetch;

/** What one call of a client got; `complete` is false for an answer that was not read to its end. */
export interface ObservedAnswer {
  path: string;
  status: number;
  headers: Headers;
  text: string;
  complete: boolean;
}

/**
 * A `fetch` for client packages that checks all they are sent against OpenAI's schemas. The bytes pass unchanged and no
 * faster than the client reads. Faults are collected, because a client might retry or swallow them.
 */
export class ValidatingFetch {
  readonly answers: ObservedAnswer[] = [];
  readonly faults: string[] = [];

  readonly fetch: Fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init);
    const { pathname: path } = new URL(input instanceof Request ? input.url : input);
    const answer = { path, status: response.status, headers: response.headers, text: '', complete: false };
    this.answers.push(answer);
    if (!response.headers.get('x-request-id')) this.faults.push(`${path}: no x-request-id`);
    const body = response.body?.pipeThrough(this.observer(answer));
    return new Response(body ?? null, response);
  };

  /** Throws when anything was at fault, or nothing was observed; then forgets. */
  expectAllValid(): void {
    const faults = this.faults.splice(0);
    const count = this.answers.splice(0).length;
    if (faults.length > 0) throw new Error(faults.join('\n'));
    if (count === 0) throw new Error('No answer was observed.');
  }

  private observer(answer: ObservedAnswer): TransformStream<Uint8Array, Uint8Array> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const isStream = isEventStream(answer);
    let checked = 0;
    return new TransformStream({
      transform: (bytes, controller) => {
        answer.text += decoder.decode(bytes, { stream: true });
        if (isStream) checked += this.checkNewEvents(answer.text.slice(checked));
        controller.enqueue(bytes);
      },
      flush: () => {
        answer.complete = true;
        const contentType = answer.headers.get('content-type') ?? '';
        this.check(() => expectOpenAiAnswer({ ...answer, contentType }));
      },
    });
  }

  /** Checks the whole events that the text begins with, and returns their length. */
  private checkNewEvents(text: string): number {
    const end = text.lastIndexOf('\n\n') + 2;
    if (end < 2) return 0;
    this.check(() => eventData(text.slice(0, end)).forEach(expectOpenAiEvent));
    return end;
  }

  private check(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.faults.push(String(error));
    }
  }
}

function isEventStream({ headers }: ObservedAnswer): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}
