import { Global, Module } from '@nestjs/common';
import { destination } from 'pino';
import { LogSink } from './log-sink.port.js';
import { PinoLogger } from './pino-logger.service.js';
import { SecretRegistry } from './secret-registry.js';

const STANDARD_ERROR = 2;

/** The log goes to standard error, so that standard output stays free for what a command has to say. */
@Global()
@Module({
  providers: [
    SecretRegistry,
    PinoLogger,
    { provide: LogSink, useFactory: (): LogSink => destination({ dest: STANDARD_ERROR, sync: true }) },
  ],
  exports: [SecretRegistry, PinoLogger],
})
export class ObservabilityModule {}
