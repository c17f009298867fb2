import { describe, expect, it } from '@jest/globals';
import { ConfigInvalidError } from './config/config-problem.js';
import { explainStartFailure } from './start-failure.js';

const listenError = (code: string, port?: number): Error =>
  Object.assign(new Error(`listen ${code}`), { syscall: 'listen', code, address: '127.0.0.1', port });

describe('explainStartFailure', () => {
  it('A6: a configuration that cannot be used has an exit code of its own', () => {
    const problem = { path: 'gateway.port', found: '"many"', allowed: 'a whole number' };
    const { text, exitCode } = explainStartFailure(new ConfigInvalidError([problem]));
    expect(exitCode).toBe(78);
    expect(text).toMatch(/gateway\.port[^]*"many"[^]*a whole number[^]*\n$/);
  });

  it.each([
    ['EADDRINUSE', /^Cannot listen on 127\.0\.0\.1 port 80: the port is taken.*Stop what listens there/],
    ['EACCES', /^Cannot listen on 127\.0\.0\.1 port 80: this user may not use the port.*below 1024/],
    ['EADDRNOTAVAIL', /^Cannot listen on 127\.0\.0\.1 port 80: this machine has no such address.*customBindHost/],
    ['EAFNOSUPPORT', /^Cannot listen on 127\.0\.0\.1 port 80: listen EAFNOSUPPORT\. Correct gateway\.bind/],
  ])('%s says where it was to listen and what to do', (code, expected) => {
    const { text, exitCode } = explainStartFailure(listenError(code, 80));
    expect(exitCode).toBe(1);
    expect(text).toMatch(expected);
  });

  it('tells the stack only where the program itself is at fault', () => {
    expect(explainStartFailure(new Error('the disk is full')).text).toBe(
      'The gateway could not start: the disk is full\n',
    );
    expect(explainStartFailure(new TypeError('x is undefined')).text).toMatch(/x is undefined\n\s+at /);
    expect(explainStartFailure('odd').text).toBe('The gateway could not start: odd\n');
  });
});
