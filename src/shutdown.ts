import type { Server } from 'node:http';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Clock } from './common/clock.js';
import { GatewaySection } from './config/config-sections.js';
import { RunsService } from './runs/runs.service.js';
import { ControlGateway } from './ws-gateway/control.gateway.js';
import { ResponsesGateway } from './ws-gateway/responses/responses.gateway.js';

/** One Ctrl-C comes several times: the terminal sends it to all processes, and npm and `nest start` hand it on. */
const samePressMilliseconds = 500;
/** How often connections whose answer is complete are looked for. */
const sweepMilliseconds = 50;
/** How long an answer may take to reach its client after the last run ended. */
const lastWriteMilliseconds = 2_000;

const logger = new Logger('Shutdown');

/** The first SIGTERM or SIGINT drains and exits with 0; a second one, not of the same key press, exits with 1 at once. */
export function stopOnSignals(app: NestExpressApplication): void {
  const clock = app.get<Clock>(Clock);
  let stoppingSince: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== undefined) {
      if (clock.monotonic() - stoppingSince >= samePressMilliseconds) exitAtOnce(signal);
      return;
    }
    stoppingSince = clock.monotonic();
    stop(app, signal).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function exitAtOnce(signal: NodeJS.Signals): never {
  logger.warn(`${signal} again: exiting at once; runs under way are lost.`);
  process.exit(1);
}

/** Takes no new connections, lets runs finish until the deadline, then closes everything. */
export async function stop(app: NestExpressApplication, reason: string): Promise<void> {
  const { drainSeconds } = app.get<GatewaySection>(GatewaySection).current;
  const server: Server = app.getHttpServer();
  logger.log(`Stopping on ${reason}; waiting up to ${drainSeconds} s for runs under way.`);
  const closed = stopListening(server);
  await app.get(RunsService).drain(drainSeconds * 1000);
  app.get(ResponsesGateway).stop();
  await app.get(ControlGateway).stop();
  const straggler = app.get<Clock>(Clock).setTimer(lastWriteMilliseconds, () => {
    server.closeAllConnections();
  });
  await closed;
  straggler.cancel();
  await app.close();
  logger.log('Stopped.');
}

/** Resolves when the last connection is gone. Node closes only those that are idle at the moment, so this keeps looking. */
async function stopListening(server: Server): Promise<void> {
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, sweepMilliseconds);
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  clearInterval(sweep);
}
