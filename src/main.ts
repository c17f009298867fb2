import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { ConfigInvalidError } from './config/config-problem.js';
import { ConfigService } from './config/config.service.js';
import type { LoadedConfiguration } from './config/load-configuration.js';
import { loadFromProcess } from './config/load-from-process.js';
import { configureApp } from './configure-app.js';
import { GatewayHttpAdapter } from './http/gateway-http-adapter.js';
import { PinoLogger } from './observability/pino-logger.service.js';
import { stopOnSignals } from './shutdown.js';
import { startBanner } from './start-banner.js';

async function start(loaded: LoadedConfiguration): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(loaded), new GatewayHttpAdapter(), {
    bodyParser: false,
    logger: ['fatal', 'error', 'warn'],
    abortOnError: false,
  });
  configureApp(app);
  await app.init();
  app.useLogger(app.get(PinoLogger));
  stopOnSignals(app);
  const { host, port } = loaded.listen;
  await app.listen(port, host);
  process.on('SIGHUP', () => app.get(ConfigService).reload());
  process.stdout.write(startBanner(app, loaded));
}

/** A configuration that cannot be used is the one failure with an exit code of its own (78). */
function explain(error: unknown): { text: string; exitCode: number } {
  if (error instanceof ConfigInvalidError) return { text: error.format(), exitCode: error.exitCode };
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    const reason = code === 'EADDRINUSE' ? 'the port is taken, perhaps by another gateway' : message;
    return {
      text: `Cannot listen: ${reason}. Choose another port with OPENCLAW_GATEWAY_PORT or gateway.port.\n`,
      exitCode: 1,
    };
  }
  return { text: `The gateway could not start: ${error instanceof Error ? message : String(error)}\n`, exitCode: 1 };
}

try {
  await start(loadFromProcess());
} catch (error) {
  const { text, exitCode } = explain(error);
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
  process.exit(exitCode);
}
