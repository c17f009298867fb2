import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeClock } from '../../test/support/fake-clock.js';
import type { LoggingConfig } from '../config/openclaw.config.js';
import { PinoLogger } from './pino-logger.service.js';
import { withRequestContext } from './request-context.js';
import { RecentLog } from './recent-log.js';
import { SecretRegistry } from './secret-registry.js';

function setup(level: LoggingConfig['level'] = 'trace') {
  const lines: string[] = [];
  const secrets = new SecretRegistry();
  let reload = (_next: LoggingConfig): void => undefined;
  const logging = {
    current: { level },
    onChange: (listener: (next: LoggingConfig) => void) => {
      reload = listener;
      return () => undefined;
    },
  };
  const sut = new PinoLogger(
    logging,
    new FakeClock(0),
    { write: (line) => lines.push(line) },
    secrets,
    new RecentLog(),
  );
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
  return { sut, lines, last, secrets, reload: (next: LoggingConfig) => reload(next) };
}

describe('PinoLogger', () => {
  it('writes one JSON object a line', () => {
    const { sut, lines, last } = setup();
    sut.log('listening', 'Main');
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(last()).toEqual({ level: 'info', time: '1970-01-01T00:00:00.000Z', context: 'Main', msg: 'listening' });
  });

  it.each([
    ['fatal', 'fatal'],
    ['error', 'error'],
    ['warn', 'warn'],
    ['log', 'info'],
    ['debug', 'debug'],
    ['verbose', 'trace'],
  ] as const)('writes %s as %s', (method, level) => {
    const { sut, last } = setup();
    sut[method]('text');
    expect(last()).toMatchObject({ level, msg: 'text' });
  });

  it('spreads an object into fields', () => {
    const { sut, last } = setup();
    sut.log({ message: 'request', status: 200 }, 'Access');
    expect(last()).toMatchObject({ msg: 'request', status: 200, context: 'Access' });
  });

  it('keeps errors with their cause, however they are passed', () => {
    const { sut, last } = setup();
    sut.error(new Error('outer', { cause: new Error('inner') }), 'Runs');
    expect(last()).toMatchObject({
      msg: 'outer',
      context: 'Runs',
      err: { stack: expect.stringContaining('inner') },
    });
    sut.error('failed', new Error('why'), 'Runs');
    expect(last()).toMatchObject({ msg: 'failed', err: { message: 'why' } });
    sut.error('failed', 'at somewhere', 'Runs');
    expect(last()).toMatchObject({ msg: 'failed', stack: 'at somewhere', context: 'Runs' });
  });

  it('works behind the Logger of Nest classes', () => {
    const { sut, last } = setup();
    Logger.overrideLogger(sut);
    new Logger('Probe').error('failed');
    expect(last()).toMatchObject({ level: 'error', msg: 'failed', context: 'Probe' });
    new Logger('Probe').warn({ message: 'odd', agentId: 'main' });
    expect(last()).toMatchObject({ level: 'warn', msg: 'odd', agentId: 'main', context: 'Probe' });
  });

  it('adds the id of the request it belongs to', () => {
    const { sut, last } = setup();
    withRequestContext({ requestId: 'req_1', startedAt: 0 }, () => sut.log('inside'));
    expect(last()['requestId']).toBe('req_1');
    sut.log('outside');
    expect(last()).not.toHaveProperty('requestId');
  });

  it('A7: follows the level of the configuration', () => {
    const { sut, lines, reload } = setup('warn');
    sut.log('quiet');
    expect(lines).toHaveLength(0);
    reload({ level: 'debug' });
    sut.debug('loud');
    expect(lines).toHaveLength(1);
    reload({ level: 'error' });
    sut.warn('quiet again');
    expect(lines).toHaveLength(1);
  });

  it('C5: no secret leaves, in message, field, context, error or stack', () => {
    const { sut, lines, secrets } = setup();
    const secret = 'not-a-real"key';
    secrets.register([secret]);
    sut.log(`using ${secret}`, `Context ${secret}`);
    sut.warn({
      message: 'call',
      url: `/x?key=${encodeURIComponent(secret)}`,
      headers: { authorization: `Bearer ${secret}` },
    });
    sut.error(new Error(`refused ${secret}`, { cause: new Error(secret) }), 'Provider');
    sut.error('failed', `at ${secret}`, 'Provider');
    expect(lines).toHaveLength(4);
    expect(lines.join('')).not.toMatch(/not-a-real/);
    expect(lines.every((line) => line.includes('[redacted]') && typeof JSON.parse(line) === 'object')).toBe(true);
  });

  it('survives what JSON cannot hold', () => {
    const { sut, lines } = setup();
    const circular: Record<string, unknown> = { big: 1n };
    circular['self'] = circular;
    sut.log({ message: 'odd', circular });
    sut.log(undefined);
    sut.log(null);
    sut.log(Symbol('odd'));
    expect(lines).toHaveLength(4);
  });

  it('keeps line breaks of a message inside its line', () => {
    const { sut, lines } = setup();
    sut.log('first\n{"level":"info","msg":"forged"}');
    expect(lines[0].trimEnd()).not.toContain('\n');
  });
});
