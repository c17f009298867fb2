import { Inject, Injectable } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { Level, Logger } from 'pino';
import { Clock } from '../common/clock.js';
import { LoggingSection } from '../config/config-sections.js';
import { LogSink } from './log-sink.port.js';
import { RecentLog } from './recent-log.js';
import { currentRequestContext } from './request-context.js';
import { SecretRegistry } from './secret-registry.js';

/**
 * Nest's logger, writing one JSON object a line with the id of the request it belongs to. A message may be a text, an
 * error, or an object whose `message` is the text and whose other properties become fields. Every line passes the
 * secret registry last, so nothing that is logged anywhere can carry a known secret.
 */
@Injectable()
export class PinoLogger implements LoggerService {
  private readonly logger: Logger;

  constructor(
    @Inject(LoggingSection) logging: LoggingSection,
    @Inject(Clock) clock: Clock,
    @Inject(LogSink) sink: LogSink,
    secrets: SecretRegistry,
    recent: RecentLog,
  ) {
    const write = (line: string): void => {
      const masked = secrets.mask(line);
      sink.write(masked);
      recent.push(masked);
    };
    this.logger = createLogger(clock, { write });
    this.logger.level = logging.current.level;
    logging.onChange((next) => {
      this.logger.level = next.level;
    });
  }

  log(message: unknown, ...parameters: unknown[]): void {
    this.write('info', message, parameters);
  }

  fatal(message: unknown, ...parameters: unknown[]): void {
    this.write('fatal', message, parameters);
  }

  error(message: unknown, ...parameters: unknown[]): void {
    this.write('error', message, parameters);
  }

  warn(message: unknown, ...parameters: unknown[]): void {
    this.write('warn', message, parameters);
  }

  debug(message: unknown, ...parameters: unknown[]): void {
    this.write('debug', message, parameters);
  }

  verbose(message: unknown, ...parameters: unknown[]): void {
    this.write('trace', message, parameters);
  }

  private write(level: Level, message: unknown, parameters: unknown[]): void {
    if (!this.logger.isLevelEnabled(level)) return;
    const { text, fields } = messageParts(message);
    this.logger[level]({ ...parameterFields(parameters), ...fields }, text);
  }
}

function createLogger(clock: Clock, destination: LogSink): Logger {
  return pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const context = currentRequestContext();
        return context ? { requestId: context.requestId } : {};
      },
    },
    destination,
  );
}

function messageParts(message: unknown): { text: string; fields: object } {
  if (message instanceof Error) return { text: message.message, fields: { err: message } };
  if (typeof message === 'object' && message !== null) {
    const { message: text, ...fields } = message as { message?: unknown };
    return { text: typeof text === 'string' ? text : '', fields };
  }
  return { text: String(message), fields: {} };
}

/** Nest hands on whatever was given beside the message and, last, the name of the class that logs. */
function parameterFields(parameters: unknown[]): object {
  const given = parameters.filter((parameter) => parameter !== undefined);
  const context = typeof given.at(-1) === 'string' ? given.pop() : undefined;
  const fields: Record<string, unknown> = context === undefined ? {} : { context };
  for (const parameter of given) {
    if (parameter instanceof Error) fields['err'] = parameter;
    else if (typeof parameter === 'string') fields['stack'] = parameter;
    else fields['details'] = parameter;
  }
  return fields;
}
