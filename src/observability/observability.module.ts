import { Global, Module } from '@nestjs/common';
import { destination } from 'pino';
import { LogSink } from './log-sink.port.js';
import { PinoLogger } from './pino-logger.service.js';
import { RecentLog } from './recent-log.js';
import { SecretRegistry } from './secret-registry.js';

const STANDARD_ERROR = 2;
/** Lines of a moment are written together, because a system call a line is dear next to all else that a request costs. */
const batching = { minLength: 4_096, periodicFlush: 50 };

/** The log goes to standard error, so that standard output stays free for what a command has to say. */
@Global()
@Module({
  providers: [
    SecretRegistry,
    RecentLog,
    PinoLogger,
    { provide: LogSink, useFactory: (): LogSink => destination({ dest: STANDARD_ERROR, sync: false, ...batching }) },
  ],
  exports: [SecretRegistry, PinoLogger, RecentLog],
})
export class ObservabilityModule {}
