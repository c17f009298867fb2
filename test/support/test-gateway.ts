import { type TestApp, type TestAppOptions, baseConfig, createTestApp, upstreamConfig } from './create-test-app.js';
import { FakeUpstream } from './fake-upstream.js';

export interface TestGatewayOptions extends Pick<TestAppOptions, 'override' | 'stateDir'> {
  /** Merged over the settings of the one provider. */
  provider?: Record<string, unknown>;
  /** Merged over the gateway section of `baseConfig`. */
  gateway?: Record<string, unknown>;
  /** Further sections, e.g. `session`; they replace those of `upstreamConfig`. */
  sections?: Record<string, unknown>;
}

/** A gateway whose agents all ask one fake provider, and that provider. */
export class TestGateway {
  private constructor(
    private readonly testApp: TestApp,
    readonly upstream: FakeUpstream,
  ) {}

  /** The provider is not asked again after a failure unless `provider.maxRetries` says so. */
  static async start(options: TestGatewayOptions = {}): Promise<TestGateway> {
    const upstream = await FakeUpstream.start();
    const config = upstreamConfig(upstream.baseUrl);
    const testApp = await createTestApp({
      config: {
        ...config,
        models: { providers: { fake: { ...fakeProvider(upstream.baseUrl), ...options.provider } } },
        gateway: { ...baseConfig.gateway, ...options.gateway },
        ...options.sections,
      },
      ...(options.stateDir === undefined ? {} : { stateDir: options.stateDir }),
      ...(options.override ? { override: options.override } : {}),
    });
    return new TestGateway(testApp, upstream);
  }

  get url(): string {
    return this.testApp.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get app(): TestApp['app'] {
    return this.testApp.app;
  }

  get stateDir(): string {
    return this.testApp.stateDir;
  }

  get logLines(): readonly string[] {
    return this.testApp.logLines;
  }

  async close(): Promise<void> {
    await this.testApp.close();
    await this.upstream.close();
  }
}

function fakeProvider(baseUrl: string): Record<string, unknown> {
  return { baseUrl, apiKey: 'not-a-real-key', maxRetries: 0, models: [{ id: 'model', input: ['text', 'image'] }] };
}
