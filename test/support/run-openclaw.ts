import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { builtGateway } from './gateway-build.js';

export interface OpenclawOptions {
  /** The whole environment besides PATH, HOME and the state directory; undefined takes one of these away. */
  env?: Record<string, string | undefined>;
  /** What is piped to it; default: nothing, and no more to come. */
  input?: string;
  /** Default: a new, empty directory. */
  home?: string;
}

export interface OpenclawOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line to its end, as a user does: `openclaw <args>` of a build. The state directory is `<home>/state`. */
export function runOpenclaw(args: readonly string[], options: OpenclawOptions = {}): Promise<OpenclawOutcome> {
  const { env, input = '', home = newHome() } = options;
  const usual = { PATH: process.env['PATH'], HOME: home, OPENCLAW_STATE_DIR: join(home, 'state') };
  const child = spawn(process.execPath, [join('bin', 'openclaw.mjs'), ...args], {
    cwd: builtGateway(),
    env: { ...usual, ...env },
  });
  const outcome = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (outcome.stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (outcome.stderr += piece));
  // A command that does not read its input may be gone before all of it is written.
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...outcome }));
  });
}

const homes: string[] = [];

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'openclaw-home-'));
  homes.push(home);
  return home;
}

afterAll(() => homes.splice(0).forEach((home) => rmSync(home, { recursive: true, force: true })));
