import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { LocalLink } from './cli/connection/local-link.js';
import type { GatewayLink } from './cli/gateway-link.port.js';
import { Clock } from './common/clock.js';
import { loadFromProcess } from './config/load-from-process.js';
import { ControlDispatcher } from './control/control-dispatcher.service.js';
import { EventHub } from './control/events/event-hub.service.js';
import { RunsService } from './runs/runs.service.js';

/**
 * A gateway within this process that listens nowhere and logs nothing: what goes wrong is in its answers. Rejects with
 * `ConfigInvalidError`.
 */
export async function openLocalGateway(): Promise<GatewayLink> {
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(loadFromProcess([])), {
    logger: false,
    abortOnError: false,
  });
  return localLinkTo(app);
}

/** A link to a gateway that is there already; closing the link closes the gateway. */
export function localLinkTo(app: INestApplicationContext): GatewayLink {
  return new LocalLink({
    dispatcher: app.get(ControlDispatcher),
    hub: app.get(EventHub),
    now: app.get<Clock>(Clock).now(),
    close: async () => {
      await app.get(RunsService).drain(0);
      await app.close();
    },
  });
}
