import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { ConfigService } from './config/config.service.js';
import { ConfigurationChecks } from './config/configuration-check.js';
import type { LoadedConfiguration } from './config/load-configuration.js';
import { loadFromProcess } from './config/load-from-process.js';
import { stateFiles } from './config/state-files.js';
import { configureApp } from './configure-app.js';
import { freeCompilationsAtOnce, growWithLoad } from './engine-settings.js';
import { GatewayHttpAdapter } from './http/gateway-http-adapter.js';
import { PinoLogger } from './observability/pino-logger.service.js';
import { stopOnSignals } from './shutdown.js';
import { startBanner } from './start-banner.js';
import { explainStartFailure } from './start-failure.js';
import { GatewayLock } from './storage/gateway-lock.js';
import { CommandNotice } from './tools/command-notice.service.js';

/**
 * Runs a gateway in this process until a signal stops it, which ends the process. Resolves only when it cannot start, as where another
 * one works with the state directory: it has then said why on standard error, and the exit code says it too. `argv` is what comes after the program, e.g. `--port 8080`.
 */
export async function startGateway(argv: readonly string[]): Promise<number> {
  freeCompilationsAtOnce();
  try {
    await start(loadFromProcess(argv));
  } catch (error) {
    const { text, exitCode } = explainStartFailure(error);
    process.stderr.write(text);
    return exitCode;
  }
  return new Promise(() => undefined);
}

async function start(loaded: LoadedConfiguration): Promise<void> {
  const lock = GatewayLock.take(loaded.stateDirectory.file(stateFiles.lock));
  // Also keeps it reachable until then.
  process.once('exit', () => lock.release());
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(loaded), new GatewayHttpAdapter(), {
    bodyParser: false,
    // Without 'error': Nest logs what makes a start fail with its stack, and it is explained below.
    logger: ['fatal', 'warn'],
    abortOnError: false,
  });
  configureApp(app);
  await app.init();
  stopOnSignals(app);
  const commands = app.get(CommandNotice).line();
  const { host, port } = loaded.listen;
  await app.listen(port, host);
  // Not before: it would log an address that cannot be used, which is explained below too.
  app.useLogger(app.get(PinoLogger));
  const checks = app.get<ConfigurationChecks>(ConfigurationChecks);
  for (const warning of [...loaded.warnings, ...checks.flatMap((check) => check.warnings())])
    new Logger('Configuration').warn(warning);
  process.on('SIGHUP', () => app.get(ConfigService).reload());
  process.stdout.write(startBanner(app, loaded, await commands));
  growWithLoad();
}
