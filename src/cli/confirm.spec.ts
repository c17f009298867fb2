import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../test/support/captured-terminal.js';
import { confirm } from './confirm.js';

const never = new AbortController().signal;

describe('confirm', () => {
  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['\n', false],
    ['n\n', false],
    ['yesterday\n', false],
  ])('%j means %j', async (typed, expected) => {
    const { terminal, stdin, stderr, stdout } = capturedTerminal({ isTTY: true });
    const answer = confirm(terminal, 'Delete it?', never);
    stdin.write(typed);
    expect(await answer).toBe(expected);
    expect(stderr()).toContain('Delete it? [y/N] ');
    expect(stdout()).toBe('');
  });

  it('the end of the input is no', async () => {
    const { terminal, stdin } = capturedTerminal({ isTTY: true });
    const answer = confirm(terminal, 'Delete it?', never);
    stdin.write('\u0004');
    expect(await answer).toBe(false);
  });

  it('Ctrl-C is an interruption', async () => {
    const { terminal, stdin } = capturedTerminal({ isTTY: true });
    const answer = confirm(terminal, 'Delete it?', never);
    stdin.write('\u0003');
    await expect(answer).rejects.toMatchObject({ exitCode: 130 });
  });

  it('what is asked about can do nothing to the terminal', async () => {
    const { terminal, stdin, stderr } = capturedTerminal({ isTTY: true });
    const answer = confirm(terminal, 'Delete a\u001b]52;c;eA==\u0007b?', never);
    stdin.write('y\n');
    expect(await answer).toBe(true);
    expect(stderr()).toContain('Delete ab? [y/N] ');
  });

  it('refuses where nobody can be asked, even when an answer is piped', async () => {
    const { terminal, stdin } = capturedTerminal();
    stdin.end('y\n');
    await expect(confirm(terminal, 'Delete it?', never)).rejects.toMatchObject({ hint: 'Add --yes to do it.' });
  });
});
