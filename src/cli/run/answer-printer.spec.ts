import { describe, expect, it } from '@jest/globals';
import { capturedTerminal } from '../../../test/support/captured-terminal.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { AnswerPrinter, type PrinterOptions } from './answer-printer.js';

describe('AnswerPrinter', () => {
  const streaming = { stream: true, toolLines: true };
  function sut(options: PrinterOptions = streaming, isTTY = false) {
    const captured = capturedTerminal({ isTTY });
    const clock = new FakeClock();
    return { ...captured, clock, printer: new AnswerPrinter(captured.terminal, options, clock) };
  }

  it('prints pieces as they come, and each only once', () => {
    const { printer, stdout } = sut();
    printer.begin();
    printer.onText('Hel');
    printer.onText('lo');
    expect(stdout()).toBe('Hello');
    printer.finish('Hello');
    expect(stdout()).toBe('Hello\n');
  });

  it('prints at the end what no piece has brought', () => {
    const { printer, stdout } = sut();
    printer.onText('Hel');
    printer.finish('Hello');
    expect(stdout()).toBe('Hello\n');
  });

  it('without streaming prints the whole at the end', () => {
    const { printer, stdout } = sut({ stream: false, toolLines: false });
    printer.onText('Hel');
    expect(stdout()).toBe('');
    printer.finish('Hello\n');
    expect(stdout()).toBe('Hello\n');
  });

  it('prints nothing for an empty answer', () => {
    const { printer, stdout } = sut();
    printer.finish('');
    expect(stdout()).toBe('');
  });

  it('tools are lines on standard error, which leave the text of a pipe as it is', () => {
    const { printer, stdout, stderr } = sut();
    printer.onText('a');
    printer.onToolStart('read', { path: 'x'.repeat(200) });
    printer.onToolEnd('read', true);
    printer.onToolStart('ls', {});
    printer.finish('ab');
    expect(stdout()).toBe('ab\n');
    expect(stderr()).toMatch(/^→ read \{"path":"x{50,90}…\n✗ read failed\n→ ls\n$/);
  });

  it('a warning is told in any case, on standard error', () => {
    const { printer, stdout, stderr } = sut({ stream: false, toolLines: false });
    printer.begin();
    printer.onWarning('no\u001b[2J effect');
    printer.finish('a');
    expect([stdout(), stderr()]).toEqual(['a\n', 'Warning: no effect\n']);
  });

  it('on a terminal a tool begins its own line', () => {
    const { printer, stdout } = sut(streaming, true);
    printer.onText('a');
    printer.onToolStart('ls', {});
    printer.onText('b');
    printer.finish('ab');
    expect(stdout()).toBe('a\nb\n');
  });

  it('gives an answer no power over the terminal, and leaves it as it is elsewhere', () => {
    const hostile = 'a\u001b]0;title\u0007b\u001b[2J\tc';
    const [terminal, pipe] = [sut(streaming, true), sut()];
    terminal.printer.finish(hostile);
    pipe.printer.finish(hostile);
    expect(terminal.stdout()).toBe('ab\tc\n');
    expect(pipe.stdout()).toBe(`${hostile}\n`);
  });

  it('shows on a terminal that it is at work, and takes that away', async () => {
    const { printer, stderr, clock } = sut(streaming, true);
    printer.begin();
    await clock.advance(2_000);
    expect(stderr()).toContain('working 2 s');
    printer.onText('x');
    expect(stderr().endsWith('\r\u001b[2K')).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('a run that breaks off leaves neither a moving line nor half a line', () => {
    const { printer, stdout, clock } = sut(streaming, true);
    printer.begin();
    printer.onText('half');
    printer.breakOff();
    expect(stdout()).toBe('half\n');
    expect(clock.waiting).toBe(0);
  });
});
