import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../test/support/thrown-error.js';
import { exitCodes } from './cli-error.js';
import type { CommandOption } from './command.js';
import { readArguments } from './read-arguments.js';

const options: Record<string, CommandOption> = {
  message: { type: 'string', short: 'm', value: '<text>', description: '' },
  file: { type: 'string', multiple: true, description: '' },
  stream: { type: 'boolean', short: 's', description: '' },
};
const sut = (...args: string[]) => readArguments(args, options, 'agent');

describe('readArguments', () => {
  it('takes options and operands in any order, and values in either way', () => {
    expect(sut('one', '--message=-x', '-s', '--file', 'a', 'two', '--file', 'b')).toEqual({
      positionals: ['one', 'two'],
      values: { message: '-x', stream: true, file: ['a', 'b'] },
    });
    expect(sut('-m', '-')).toEqual({ positionals: [], values: { message: '-' } });
    expect(sut('--', '--message')).toEqual({ positionals: ['--message'], values: {} });
  });

  it.each([
    [['--mesage', 'x'], 'Unknown option --mesage (did you mean "--message"?).'],
    [['--nothing-like-it'], 'Unknown option --nothing-like-it.'],
    [['-x'], 'Unknown option -x'],
    [['--constructor'], 'Unknown option --constructor.'],
    [['--message'], '--message needs a value: --message <text>.'],
    [['--message', '--stream'], '--message needs a value, and --stream looks like an option.'],
    [['--stream=yes'], '--stream takes no value.'],
  ])('%j is refused: %s', (args, message) => {
    const error = thrownBy(() => sut(...args));
    expect(error).toMatchObject({
      message: expect.stringContaining(message),
      exitCode: exitCodes.usage,
      hint: 'See `openclaw agent --help`.',
    });
  });

  it('repeats at most a little of what it does not understand', () => {
    expect(String(thrownBy(() => sut(`--${'x'.repeat(5_000)}`))).length).toBeLessThan(200);
  });
});
