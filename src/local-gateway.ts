import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import type { GatewayLink } from './cli/command.js';
import { loadFromProcess } from './config/load-from-process.js';
import { LocalLink } from './local-link.js';

/**
 * A gateway within this process that listens nowhere and logs nothing: what goes wrong is in its answers. Rejects with
 * `ConfigInvalidError`.
 */
export async function openLocalGateway(): Promise<GatewayLink> {
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(loadFromProcess([])), {
    logger: false,
    abortOnError: false,
  });
  return new LocalLink(app);
}
