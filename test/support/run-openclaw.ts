import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { OpenclawProcess } from './openclaw-process.js';

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
export async function runOpenclaw(args: readonly string[], options: OpenclawOptions = {}): Promise<OpenclawOutcome> {
  const { env, input = '', home = newHome() } = options;
  const running = new OpenclawProcess(args, {
    env: { HOME: home, OPENCLAW_STATE_DIR: join(home, 'state'), ...env },
  });
  running.write(input);
  running.end();
  const { code } = await running.exit;
  return { code, stdout: running.stdout, stderr: running.stderr };
}

const homes: string[] = [];

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'openclaw-home-'));
  homes.push(home);
  return home;
}

afterAll(() => homes.splice(0).forEach((home) => rmSync(home, { recursive: true, force: true })));
