import { expectValid } from './openai-schema.js';

export interface HttpAnswer {
  path: string;
  status: number;
  /** The value of `content-type`. */
  contentType: string;
  text: string;
}

const done = '[DONE]';

/** Throws unless a whole answer of the gateway is what OpenAI's schemas allow on that path. */
export function expectOpenAiAnswer({ path, status, contentType, text }: HttpAnswer): void {
  if (status === 204) return;
  if (contentType.startsWith('text/event-stream')) {
    expectOpenAiStream(text);
    return;
  }
  if (!contentType.startsWith('application/json')) throw new Error(`Neither JSON nor an event stream: ${contentType}`);
  expectValid(status < 400 ? schemaOf(path) : 'ErrorResponse', JSON.parse(text));
}

/** The payloads of the `data:` lines of an event stream, `[DONE]` included; comments are left out. */
export function eventData(text: string): string[] {
  return wholeEvents(text)
    .filter((event) => !event.startsWith(':'))
    .map((event) => {
      if (!event.startsWith('data: ') || event.includes('\n')) throw new Error(`Not one data line: ${event}`);
      return event.slice('data: '.length);
    });
}

/** Checks a payload of an event stream; `[DONE]` is one. */
export function expectOpenAiEvent(data: string): void {
  if (data === done) return;
  const value: unknown = JSON.parse(data);
  const isError = typeof value === 'object' && value !== null && 'error' in value;
  expectValid(isError ? 'ErrorResponse' : 'CreateChatCompletionStreamResponse', value);
}

function expectOpenAiStream(text: string): void {
  const events = eventData(text);
  events.forEach(expectOpenAiEvent);
  if (events.indexOf(done) !== events.length - 1) throw new Error('The stream does not end with its one [DONE].');
}

function wholeEvents(text: string): string[] {
  const events = text.split('\n\n');
  if (events.pop() !== '') throw new Error('The stream does not end with a blank line.');
  return events;
}

function schemaOf(path: string): string {
  if (path === '/v1/chat/completions') return 'CreateChatCompletionResponse';
  if (path === '/v1/models') return 'ListModelsResponse';
  if (path.startsWith('/v1/models/')) return 'Model';
  throw new Error(`No schema is known for ${path}`);
}
