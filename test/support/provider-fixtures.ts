import type { UserMessage } from '../../src/common/conversation.js';
import { ProviderConfig } from '../../src/config/models.config.js';
import { EmbeddingNotSupportedError } from '../../src/providers/embedding-not-supported.error.js';
import type { ManagedProvider } from '../../src/providers/managed-provider.js';
import type { ModelEvent, ModelProvider, ModelRequest } from '../../src/providers/provider.port.js';

export function userMessage(text: string): UserMessage {
  return { role: 'user', content: [{ type: 'text', text }] };
}

export function modelRequest(overrides: Partial<ModelRequest> = {}): ModelRequest {
  return { model: 'test-model', system: '', messages: [userMessage('hi')], tools: [], options: {}, ...overrides };
}

/** A provider's configuration with its defaults, without retries unless asked for. */
export function providerConfig(overrides: Partial<ProviderConfig> = {}): ProviderConfig {
  return Object.assign(new ProviderConfig(), { maxRetries: 0 }, overrides);
}

/** All events of a stream, in order. */
export async function collect(stream: AsyncIterable<ModelEvent[]>): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const batch of stream) events.push(...batch);
  return events;
}

/** The events with consecutive deltas of one kind joined, so that only what was said counts and not how it was cut. */
export function joined(events: readonly ModelEvent[]): ModelEvent[] {
  const result: ModelEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (isText(event) && last?.type === event.type) last.text += event.text;
    else if (event.type === 'tool-call-delta' && last?.type === 'tool-call-delta' && last.index === event.index) {
      last.argumentsDelta += event.argumentsDelta;
    } else result.push({ ...event });
  }
  return result;
}

export function textOfEvents(events: readonly ModelEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

type TextEvent = Extract<ModelEvent, { text: string }>;

function isText(event: ModelEvent): event is TextEvent {
  return event.type === 'text-delta' || event.type === 'refusal-delta' || event.type === 'reasoning-delta';
}

/** A provider that answers with these batches, one call after the other; `requests` holds what it was asked. */
export function scriptedProvider(...answers: ModelEvent[][][]): ModelProvider & { requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  return {
    requests,
    async *stream(request) {
      requests.push(request);
      for (const batch of answers[requests.length - 1] ?? []) yield batch;
    },
    preview: (request) => Promise.resolve(request),
  };
}

/** A scripted provider with a life; `life` holds the names of what was called of it. */
export function managedProvider(
  ...answers: ModelEvent[][][]
): ManagedProvider & { requests: ModelRequest[]; life: string[] } {
  const life: string[] = [];
  const note = (name: string) => (): Promise<void> => {
    life.push(name);
    return Promise.resolve();
  };
  return {
    ...scriptedProvider(...answers),
    life,
    embed: () => Promise.reject(new EmbeddingNotSupportedError('no-embeddings')),
    load: note('load'),
    retire: note('retire'),
    destroy: note('destroy'),
  };
}
