import { testToken } from './create-test-app.js';
import { type StreamedEvent, readEvents } from './event-stream-text.js';
import { eventually } from './eventually.js';

/** Reads the events of a run as they come. */
export class EventReader {
  /** Everything received so far, comments too. */
  text = '';
  private done = false;

  private constructor(
    readonly response: Response,
    private readonly leaving: AbortController,
  ) {}

  /** Resolves with the headers of the answer. */
  static async open(url: string, runId: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const leaving = new AbortController();
    const response = await fetch(`${url}/v1/runs/${runId}/events`, {
      headers: { authorization: `Bearer ${testToken}`, ...headers },
      signal: leaving.signal,
    });
    const reader = new EventReader(response, leaving);
    // Whoever leaves gets an error for the rest, which is what they wanted.
    reader.collect().catch(() => (reader.done = true));
    return reader;
  }

  /** The whole events so far. */
  get events(): StreamedEvent[] {
    return readEvents(this.text.slice(0, this.text.lastIndexOf('\n\n') + 2));
  }

  async until(part: string): Promise<void> {
    await eventually(() => this.text.includes(part));
  }

  /** All events, once the stream has ended. */
  async all(): Promise<StreamedEvent[]> {
    await eventually(() => this.done);
    return readEvents(this.text);
  }

  /** Leaves without a word. */
  leave(): void {
    this.leaving.abort();
  }

  private async collect(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.response.body ?? []) this.text += decoder.decode(bytes, { stream: true });
    this.done = true;
  }
}
