import type { Server } from 'node:http';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { GatewaySection } from './config/config-sections.js';
import { RunsService } from './runs/runs.service.js';

/** The first SIGTERM or SIGINT drains and exits with 0; a second one exits at once. */
export function stopOnSignals(app: NestExpressApplication): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    stop(app, signal).then(
      () => process.exit(0),
      (error: unknown) => {
        new Logger('Shutdown').error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Takes no new connections, lets runs finish until the deadline, then closes everything. */
export async function stop(app: NestExpressApplication, reason: string): Promise<void> {
  const { drainSeconds } = app.get<GatewaySection>(GatewaySection).current;
  const server: Server = app.getHttpServer();
  new Logger('Shutdown').log(`Stopping on ${reason}; waiting up to ${drainSeconds} s for runs under way.`);
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  await app.get(RunsService).drain(drainSeconds * 1000);
  server.closeIdleConnections();
  const straggler = setTimeout(() => {
    server.closeAllConnections();
  }, 2_000);
  await closed;
  clearTimeout(straggler);
  await app.close();
}
