import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { type LoadOptions, loadConfiguration } from '../../src/config/load-configuration.js';
import { configureApp } from '../../src/configure-app.js';
import { GatewayHttpAdapter } from '../../src/http/gateway-http-adapter.js';
import { LogSink } from '../../src/observability/log-sink.port.js';
import { PinoLogger } from '../../src/observability/pino-logger.service.js';
import { LocalServerProbe } from '../../src/providers/local-server-probe.port.js';

/** The credential of every test gateway unless its configuration says otherwise. */
export const testToken = 'test-token';

export interface TestAppOptions {
  /** Merged over `baseConfig`, section by section at the top level only. */
  config?: Record<string, unknown>;
  env?: LoadOptions['env'];
  /** A file to load instead of `config`; it is watched. */
  configPath?: string;
  stateDir?: string;
  /** Replaces ports by doubles, e.g. `(builder) => builder.overrideProvider(Clock).useValue(clock)`. */
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

export interface TestApp {
  app: NestExpressApplication;
  url: string;
  stateDir: string;
  /** Everything that was logged, one JSON text a line. */
  logLines: string[];
  close(): Promise<void>;
}

/** A gateway on port 0 with a state directory of its own, which `close` removes unless it was given. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'gateway-test-'));
  const loaded = loadConfiguration({
    stateDir,
    env: options.env ?? {},
    ...(options.configPath === undefined
      ? { text: JSON.stringify({ ...baseConfig, ...options.config }) }
      : { path: options.configPath }),
  });
  const logLines: string[] = [];
  const builder = Test.createTestingModule({ imports: [AppModule.forRoot(loaded)] })
    .overrideProvider(LogSink)
    .useValue({ write: (line: string) => logLines.push(line) })
    .overrideProvider(LocalServerProbe)
    .useValue({ probe: () => Promise.resolve(undefined) });
  const module = await (options.override?.(builder) ?? builder).compile();
  const app = module.createNestApplication<NestExpressApplication>(new GatewayHttpAdapter(), {
    bodyParser: false,
    logger: silent,
  });
  configureApp(app);
  await app.init();
  app.useLogger(app.get(PinoLogger));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    app,
    url: `http://127.0.0.1:${port}`,
    stateDir,
    logLines,
    close: async () => {
      app.getHttpServer().closeAllConnections();
      await app.close();
      if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export const baseConfig = {
  gateway: {
    auth: { mode: 'token', token: testToken },
    http: { endpoints: { chatCompletions: { enabled: true } } },
  },
};

const silent: LoggerService = { log: () => undefined, error: () => undefined, warn: () => undefined };

/** A configuration whose agents all use a model of the given OpenAI-compatible server. */
export function upstreamConfig(baseUrl: string, rest: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    models: {
      providers: { fake: { baseUrl, apiKey: 'not-a-real-key', models: [{ id: 'model', input: ['text', 'image'] }] } },
    },
    agents: {
      defaults: { model: 'fake/model' },
      list: [
        { id: 'main', default: true },
        { id: 'front-desk', publicMode: true },
      ],
    },
    ...rest,
  };
}
