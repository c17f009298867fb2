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

  it.each(['\u0003', '\u0004'])('leaving the question with %j is no', async (key) => {
    const { terminal, stdin } = capturedTerminal({ isTTY: true });
    const answer = confirm(terminal, 'Delete it?', never);
    stdin.write(key);
    expect(await answer).toBe(false);
  });

  it('refuses where nobody can be asked, even when an answer is piped', async () => {
    const { terminal, stdin } = capturedTerminal();
    stdin.end('y\n');
    await expect(confirm(terminal, 'Delete it?', never)).rejects.toMatchObject({ hint: 'Add --yes to do it.' });
  });
});
