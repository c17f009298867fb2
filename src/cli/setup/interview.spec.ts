import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../../test/support/captured-terminal.js';
import { Interview, noAnswers } from './interview.js';
import { Terminal } from '../terminal.js';
import { type Question, readChoice, readYesOrNo } from './question.js';
import { TerminalAnswers } from './terminal-answers.js';

const number: Question<string> = {
  text: 'Which?',
  above: ['  1  a', '  2  b'],
  fallback: '1',
  read: (answer) => readChoice(answer, ['a', 'b']),
};
const { signal } = new AbortController();

describe(Interview.name, () => {
  it('takes answers, and the default for an empty one', async () => {
    const { terminal, stdin, stdout, stderr } = capturedTerminal();
    const answers = new TerminalAnswers(terminal, signal);
    const sut = new Interview(answers, terminal);
    stdin.end('2\n\n');
    expect([await sut.ask(number), await sut.ask(number)]).toEqual(['b', 'a']);
    expect(stderr()).toContain('  1  a\n  2  b\nWhich? [1] 2\n');
    expect(stdout()).toBe('');
    answers.close();
  });

  it('counts the questions that count, without gaps', async () => {
    const { terminal, stdin, stderr } = capturedTerminal();
    const sut = new Interview(new TerminalAnswers(terminal, signal), terminal);
    stdin.end('1\n1\n1\n');
    await sut.ask({ ...number, isCounted: true });
    await sut.ask(number);
    await sut.ask({ ...number, isCounted: true });
    expect(stderr().match(/^.*Which\?/gm)).toEqual(['1. Which?', 'Which?', '2. Which?']);
  });

  it('what stands in a question can do nothing to the terminal', async () => {
    const { terminal, stdin, stderr } = capturedTerminal({ isTTY: true });
    Object.assign(stdin, { setRawMode: () => stdin });
    const sut = new Interview(new TerminalAnswers(terminal, signal), terminal);
    const answer = sut.ask({ text: 'Which?', fallback: 'a\u001b]52;c;eA==\u0007b', read: (value) => ({ value }) });
    stdin.write('x\r');
    expect(await answer).toBe('x');
    expect(stderr()).toContain('Which? [ab] ');
  });

  it('asks again with the reason until there is an answer', async () => {
    const { terminal, stdin, stderr } = capturedTerminal();
    const sut = new Interview(new TerminalAnswers(terminal, signal), terminal);
    stdin.end('x\n3\n 2 \n');
    expect(await sut.ask(number)).toBe('b');
    expect(stderr().match(/A number from 1 to 2, please\./g)).toHaveLength(2);
  });

  it('once the input has ended every default is taken', async () => {
    const { terminal, stdin } = capturedTerminal();
    const sut = new Interview(new TerminalAnswers(terminal, signal), terminal);
    stdin.end('no');
    expect(await sut.ask({ text: 'Sure?', fallback: 'yes', read: readYesOrNo })).toBe(false);
    expect(await sut.ask({ text: 'Sure?', fallback: 'yes', read: readYesOrNo })).toBe(true);
    expect(await sut.ask(number)).toBe('a');
  });

  it('without answers a question that has no default, or none that fits, is an error', async () => {
    const { terminal, stderr } = capturedTerminal();
    const sut = new Interview(noAnswers, terminal);
    expect(await sut.ask(number)).toBe('a');
    const { text, read } = number;
    await expect(sut.ask({ text, read })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('it has no default'),
    });
    await expect(sut.ask({ ...number, fallback: '9' })).rejects.toMatchObject({ exitCode: 2 });
    expect(stderr()).toBe('');
  });
});

describe(TerminalAnswers.name, () => {
  it('on a terminal it prompts, and the end of the input is an interruption', async () => {
    const { terminal, stdin, stderr } = capturedTerminal({ isTTY: true });
    Object.assign(stdin, { setRawMode: () => stdin });
    const sut = new TerminalAnswers(terminal, signal);
    const answer = sut.next('Which? ');
    stdin.write('2\r');
    expect(await answer).toBe('2');
    expect(stderr()).toContain('Which? ');
    const next = sut.next('Sure? ');
    stdin.end();
    await expect(next).rejects.toMatchObject({ exitCode: 130 });
  });

  it('an abort ends the waiting', async () => {
    const controller = new AbortController();
    const { terminal } = capturedTerminal();
    const sut = new TerminalAnswers(new Terminal({ ...terminal.streams, stdin: new PassThrough() }), controller.signal);
    const answer = sut.next('Which? ');
    controller.abort(new Error('interrupted'));
    await expect(answer).rejects.toThrow('interrupted');
  });
});
