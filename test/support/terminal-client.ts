import { type ChildProcess, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { ClientCommand } from '../clients/run-client.js';
import { eventually } from './eventually.js';

/** How long the client may take to show something; its start alone takes seconds. */
const showMilliseconds = 45_000;
const size = 'stty rows 45 cols 130';

export const keys = { enter: '\r', escape: '\u001b', interrupt: '\u0003' } as const;

/** A program that runs in a terminal of its own, made by util-linux's `script`. */
export class TerminalClient {
  /** Resolves with the program's exit code, or null when it was killed. */
  readonly exit: Promise<number | null>;
  /** All that it has shown, without colours and movements of the cursor. */
  transcript = '';
  private received = '';
  private read = 0;
  private ended = false;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      this.received += piece;
      this.transcript += stripVTControlCharacters(piece);
    });
    // The program may be gone before all that was typed is written.
    child.stdin?.on('error', () => undefined);
    this.exit = new Promise((resolve) => {
      child.once('close', (code) => {
        this.ended = true;
        resolve(code);
      });
    });
  }

  /** Rejects where `script` is not installed. */
  static async open({ program, args, directory, environment }: ClientCommand): Promise<TerminalClient> {
    const line = `${size} && exec ${[program, ...args].map(quoted).join(' ')}`;
    const child = spawn('script', ['-q', '-f', '-e', '-c', line, '/dev/null'], {
      cwd: directory,
      env: { ...environment, SHELL: '/bin/sh', TERM: 'xterm-256color' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const client = new TerminalClient(child);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(new Error(withoutScript, { cause: error })));
    });
    return client;
  }

  /**
   * Waits until the program shows this, after what was waited for before and after the last key. Rejects with what it shows
   * instead.
   */
  async shows(text: string): Promise<void> {
    let seen = -1;
    const isShown = (): boolean => {
      if (seen === this.received.length) return this.ended;
      seen = this.received.length;
      return this.news.includes(text);
    };
    await eventually(isShown, showMilliseconds).catch(() => undefined);
    const index = this.news.indexOf(text);
    if (index === -1) throw new Error(`the terminal does not show "${text}":\n${this.news.slice(-4_000)}`);
    this.read += index + text.length;
  }

  /** Types a line and sends it. The program takes an Enter that comes along with text for a part of the text. */
  async enter(line: string): Promise<void> {
    this.press(line);
    await this.shows(line);
    this.press(keys.enter);
  }

  press(key: string): void {
    this.received = '';
    this.read = 0;
    this.child.stdin?.write(key);
  }

  /** Ends the program as whoever closes the terminal's window does. */
  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
  }

  /** What was not waited for yet, without colours and movements of the cursor. */
  private get news(): string {
    return stripVTControlCharacters(this.received)
      .replace(/[ \r]+/g, ' ')
      .slice(this.read);
  }
}

const withoutScript =
  'There is no program "script" to make a terminal with. Install util-linux (on Debian the package bsdutils).';

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
