import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../test/support/captured-terminal.js';
import { eventually } from '../../test/support/eventually.js';
import { Terminal } from './terminal.js';

const hostile = 'a\u001b[31mb\u001b]52;c;eA==\u0007c\u009b2Jd\u202ee';

describe(Terminal.name, () => {
  it('a terminal gets nothing to obey of what others say, and the styles of the program', () => {
    const { terminal: sut, stdout, stderr } = capturedTerminal({ isTTY: true, colours: true });
    sut.line(`${sut.styled('red', hostile)} ${hostile}`);
    sut.note(`${sut.styledNote('bold', 'Error:')} ${hostile}`);
    expect(stdout()).toBe('\u001b[31mabc2Jde\u001b[39m abc2Jde\n');
    expect(stderr()).toBe('\u001b[1mError:\u001b[22m abc2Jde\n');
  });

  it('also without colours', () => {
    const { terminal: sut, stdout } = capturedTerminal({ isTTY: true });
    sut.write(`${sut.styled('red', hostile)}\tx\n`);
    expect(stdout()).toBe('abc2Jde\tx\n');
  });

  it('JSON keeps its value on a terminal', () => {
    const { terminal: sut, stdout } = capturedTerminal({ isTTY: true });
    sut.json({ hostile });
    expect(JSON.parse(stdout())).toEqual({ hostile });
    expect(stdout()).not.toMatch(/[\u007f-\u009f\u202e]/);
    sut.jsonLine([hostile]);
    expect(stdout().split('\n')).toHaveLength(5);
  });

  it('a pipe gets every byte', () => {
    const { terminal: sut, stdout, stderr } = capturedTerminal({ colours: true });
    sut.write(sut.styled('red', hostile));
    sut.note(sut.styledNote('red', hostile));
    sut.jsonLine('\u009b');
    expect([stdout(), stderr()]).toEqual([`${hostile}"\u009b"\n`, `${hostile}\n`]);
  });

  it('learns that nobody reads any more', async () => {
    const { terminal } = capturedTerminal();
    const stdout = new Writable({
      write: (_piece, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    });
    stdout.on('error', () => undefined);
    const sut = new Terminal({ ...terminal.streams, stdout });
    expect(sut.readerGone.aborted).toBe(false);
    sut.line('x');
    await eventually(() => sut.readerGone.aborted);
  });
});
