import { FakeClock } from './fake-clock.js';
import { FakeIds } from './fake-ids.js';
import { RecordedUpstream, recording } from './recorded-upstream.js';
import { ProviderConfig } from '../../src/config/models.config.js';
import type { ProviderApi } from '../../src/config/models.config.js';
import { AiSdkProvider } from '../../src/providers/ai-sdk/ai-sdk.provider.js';
import type { ProviderError } from '../../src/providers/provider.errors.js';
import type { ModelEvent, ModelRequest } from '../../src/providers/provider.port.js';

const models = { 'anthropic-messages': 'claude-sonnet-4-5', 'google-generative-ai': 'gemini-2.5-flash' };

export type TestedApi = keyof typeof models;

/** A provider of the AI SDK, a server of recorded answers behind it, and a clock driven by hand. */
export class AiSdkHarness {
  readonly clock = new FakeClock();

  private constructor(readonly upstream: RecordedUpstream) {}

  static async start(): Promise<AiSdkHarness> {
    return new AiSdkHarness(await RecordedUpstream.start());
  }

  create(api: ProviderApi, overrides: Partial<ProviderConfig> = {}): AiSdkProvider {
    const config = Object.assign(new ProviderConfig(), {
      api,
      baseUrl: `${this.upstream.url}/v1`,
      apiKey: 'not-a-real-key',
      ...overrides,
    });
    return new AiSdkProvider(config, { clock: this.clock, ids: new FakeIds() });
  }

  async ask(api: TestedApi, overrides: Partial<ModelRequest> = {}): Promise<ModelEvent[]> {
    return (await collect(this.create(api), requestFor(api, overrides))).flat();
  }

  /** Moves the clock on in steps, with real time in between for the sockets, until `done`. */
  async pass(milliseconds: number, done: () => boolean): Promise<void> {
    for (let turn = 0; turn < 5_000 && !done(); turn++) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      await this.clock.advance(milliseconds);
    }
  }
}

export function requestFor(api: TestedApi, overrides: Partial<ModelRequest> = {}): ModelRequest {
  const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] }];
  return { model: models[api], system: 'Be brief.', messages, tools: [], options: {}, ...overrides };
}

/** All batches of a call; throws where the port's promise of one terminal event at the end is broken. */
export async function collect(
  sut: AiSdkProvider,
  request: ModelRequest,
  signal = new AbortController().signal,
): Promise<ModelEvent[][]> {
  const batches: ModelEvent[][] = [];
  for await (const batch of sut.stream(request, signal)) batches.push(batch);
  const events = batches.flat();
  const terminal = events.filter((event) => event.type === 'finish' || event.type === 'error');
  const kept = batches.every((batch) => batch.length > 0) && terminal.length === 1 && events.at(-1) === terminal[0];
  if (!kept) throw new Error(`not one terminal event at the end: ${JSON.stringify(batches)}`);
  return batches;
}

export function folderOf(api: TestedApi): 'anthropic' | 'google' {
  return api === 'anthropic-messages' ? 'anthropic' : 'google';
}

/** A recorded answer up to its first text. */
export function halfAnswer(api: TestedApi): string {
  const events = recording(`${folderOf(api)}/text.sse`).split('\n\n');
  return [...events.slice(0, api === 'anthropic-messages' ? 4 : 2), ''].join('\n\n');
}

export function errorOf(events: ModelEvent[]): ProviderError {
  const last = events.at(-1);
  if (last?.type !== 'error') throw new Error(`expected an error, got ${JSON.stringify(last)}`);
  return last.error;
}

export function textOf(events: ModelEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}
