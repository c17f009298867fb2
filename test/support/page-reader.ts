import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientCommand } from '../clients/run-client.js';
import { builtGateway } from './gateway-build.js';
import { makePdf } from './make-pdf.js';
import { checkout } from './markdown-blocks.js';

/** One call of `openclaw` by a reader: what it was given, and what it ended with. */
export interface ReaderCall {
  args: string;
  code: number;
}

/**
 * Whoever follows a page in a terminal: with a home and a checkout of their own, the files that the examples speak of, and a
 * gateway that the environment names. What the examples write stays in there.
 */
export class PageReader {
  private readonly home: string;
  private readonly checkout: string;

  /** `directory` is made use of and not removed. */
  constructor(
    directory: string,
    private readonly gateway: { url: string; token: string },
  ) {
    this.home = mkdtempSync(join(directory, 'reader-'));
    this.checkout = join(this.home, 'checkout');
    this.makeDirectories();
    this.makeFiles();
    this.makePrograms();
  }

  /** A shell that runs the commands as they are, up to the first that fails. */
  shell(commands: string): ClientCommand {
    return {
      program: 'bash',
      args: ['-c', `set -euo pipefail\n${commands}`],
      directory: this.checkout,
      environment: {
        HOME: this.home,
        PATH: [...programs.map((path) => join(this.home, path)), process.env['PATH'] ?? ''].join(':'),
        OPENCLAW_GATEWAY_URL: this.gateway.url,
        OPENCLAW_GATEWAY_TOKEN: this.gateway.token,
        // Of the gateway that an example may run beside it.
        OPENCLAW_GATEWAY_PORT: '0',
      },
    };
  }

  /** Those that have ended, also in pipes and substitutions, whose failure a shell does not tell. */
  get calls(): ReaderCall[] {
    const path = join(this.home, callsFile);
    const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
    return lines.map((line) => {
      const [, code, args = ''] = /^(\d+) ?(.*)$/.exec(line) ?? [];
      return { args, code: Number(code) };
    });
  }

  private makeDirectories(): void {
    for (const path of [...programs, '.config/fish/completions', 'checkout/bin']) {
      mkdirSync(join(this.home, path), { recursive: true });
    }
  }

  private makeFiles(): void {
    writeFileSync(join(this.home, '.config', 'gateway-token'), `${this.gateway.token}\n`, { mode: 0o600 });
    writeFileSync(join(this.checkout, 'report.pdf'), makePdf(['What the report says.']));
    copyFileSync(join(checkout, 'config', 'openclaw.json5'), join(this.checkout, 'new.json5'));
  }

  private makePrograms(): void {
    const launcher = join(this.checkout, 'bin', 'openclaw.mjs');
    writeProgram(launcher, recordingLauncher(join(this.home, callsFile)));
    writeProgram(join(this.home, 'programs', 'openclaw'), `exec '${launcher}' "$@"`);
    // So that the tests need neither Git nor a repository with changes.
    writeProgram(join(this.home, 'programs', 'git'), `echo '+ a line that was added'`);
  }
}

const callsFile = 'calls';
/** Where a reader's shell looks first. */
const programs = ['.local/bin', 'programs'];

/** The launcher of the build, which notes how each call ended. */
function recordingLauncher(calls: string): string {
  return [
    'code=0',
    `PATH='${dirname(process.execPath)}':"$PATH" '${join(builtGateway(), 'bin', 'openclaw.mjs')}' "$@" || code=$?`,
    `echo "$code $*" >> '${calls}'`,
    'exit "$code"',
  ].join('\n');
}

function writeProgram(path: string, script: string): void {
  writeFileSync(path, `#!/usr/bin/env bash\n${script}\n`);
  chmodSync(path, 0o755);
}
