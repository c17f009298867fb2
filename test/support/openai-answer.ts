import { expectValid, expectValidCompaction, expectValidResponse, expectValidResponseEvent } from './openai-schema.js';

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
  const value: unknown = JSON.parse(text);
  if (isDeletion(value)) return;
  if (status < 400 && isResponsePath(path)) expectValidResponse(value);
  else if (status < 400 && path === '/v1/responses/compact') expectValidCompaction(value);
  else expectValid(status < 400 ? schemaOf(path) : 'ErrorResponse', value);
}

/** The payloads of the `data:` lines of an event stream, `[DONE]` included; comments are left out. */
export function eventData(text: string): string[] {
  return wholeEvents(text)
    .filter((event) => !event.startsWith(':'))
    .map((event) => {
      const [, name, data] = /^(?:event: (\S+)\n)?data: ([^\n]+)$/.exec(event) ?? [];
      if (data === undefined) throw new Error(`Not one data line: ${event}`);
      if (name !== undefined && !data.startsWith(`{"type":"${name}",`)) throw new Error(`Not a ${name}: ${data}`);
      return data;
    });
}

/** Checks a payload of an event stream; `[DONE]` is one. */
export function expectOpenAiEvent(data: string): void {
  if (data === done) return;
  const value: { type?: string; error?: unknown } = JSON.parse(data);
  if (value.type !== undefined) {
    expectValidResponseEvent({ ...value, type: value.type });
    return;
  }
  const isError = 'error' in value;
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

/** OpenAI publishes no schema of it. */
function isDeletion(value: unknown): boolean {
  return /^\{"id":"resp_[0-9a-f]+","object":"response","deleted":true\}$/.test(JSON.stringify(value));
}

/** Of a whole response: made, told again or cancelled. */
function isResponsePath(path: string): boolean {
  return /^\/v1\/responses(\/[^/]+(\/cancel)?)?$/.test(path) && !path.endsWith('/compact');
}

function schemaOf(path: string): string {
  if (/^\/v1\/responses\/[^/]+\/input_items$/.test(path)) return 'ResponseItemList';
  if (path === '/v1/chat/completions') return 'CreateChatCompletionResponse';
  if (path === '/v1/embeddings') return 'CreateEmbeddingResponse';
  if (path === '/v1/models') return 'ListModelsResponse';
  if (path.startsWith('/v1/models/')) return 'Model';
  throw new Error(`No schema is known for ${path}`);
}
