import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { eventually } from './eventually.js';
import { builtGateway, unbuiltGateway } from './gateway-build.js';

export interface GatewayOptions {
  /** Text of the configuration file; an object is written as JSON. Without it none is named. */
  config?: string | Record<string, unknown>;
  /** The whole environment besides PATH, HOME, the state directory and port 0; undefined takes one of these away. */
  env?: Record<string, string | undefined>;
  args?: readonly string[];
  /** Default: a new, empty one. */
  stateDir?: string;
  /** What is started, from the directory of the build. Default: `node dist/main.js`, the way of `npm run start:prod`. */
  command?: readonly string[];
  /** For a command that builds: a directory of its own, like the checkout, to do so in. */
  ownBuild?: boolean;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A gateway in a process, and a process group, of its own. */
export class GatewayProcess {
  stdout = '';
  stderr = '';
  readonly exit: Promise<Exit>;
  private ended = false;

  private constructor(
    private readonly child: ChildProcess,
    readonly stateDir: string,
    readonly home: string,
  ) {
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => (this.stdout += piece));
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => (this.stderr += piece));
    this.exit = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.ended = true;
        resolve({ code, signal });
      });
    });
  }

  /** Starts a gateway and does not wait. */
  static launch({ config, env, args = [], stateDir, command, ownBuild }: GatewayOptions = {}): GatewayProcess {
    const home = mkdtempSync(join(tmpdir(), 'gateway-process-'));
    directories.push(home);
    const state = stateDir ?? join(home, 'state');
    const usual = { PATH: process.env['PATH'], HOME: home, OPENCLAW_STATE_DIR: state, OPENCLAW_GATEWAY_PORT: '0' };
    const named = config === undefined ? {} : { OPENCLAW_CONFIG_PATH: writeConfig(home, config) };
    const [program = process.execPath, ...rest] = command ?? [process.execPath, join('dist', 'main.js')];
    const child = spawn(program, [...rest, ...args], {
      cwd: ownBuild ? ownCheckout() : builtGateway(),
      env: { ...usual, ...named, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const gateway = new GatewayProcess(child, state, home);
    processes.push(gateway);
    return gateway;
  }

  /** Starts a gateway and waits until it says that it listens. */
  static async start(options: GatewayOptions = {}): Promise<GatewayProcess> {
    const gateway = GatewayProcess.launch(options);
    await eventually(() => gateway.ended || gateway.stdout.includes('listening on'), startMilliseconds);
    if (gateway.ended) throw new Error(`the gateway did not start: ${gateway.stderr}`);
    return gateway;
  }

  get url(): string {
    const [, url] = /listening on (http:\S+)/.exec(this.stdout) ?? [];
    if (url === undefined) throw new Error(`no address in: ${this.stdout}`);
    return url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** To the process that was started. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** To it and all its children, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) throw new Error('the process never ran');
    process.kill(-this.child.pid, signal);
  }

  /** Ends every gateway that this test file started; it happens by itself after the last test. */
  static async killAll(): Promise<void> {
    await Promise.all(processes.splice(0).map((gateway) => gateway.kill()));
  }

  /** As an operator stops it, so that all of its log is written. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    await this.exit;
  }

  async kill(): Promise<void> {
    if (!this.ended) this.signalGroup('SIGKILL');
    await this.exit;
  }
}

/** A machine that is busy with other tests takes its time. */
const startMilliseconds = 120_000;

const processes: GatewayProcess[] = [];
const directories: string[] = [];

afterAll(async () => {
  await GatewayProcess.killAll();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function ownCheckout(): string {
  const directory = unbuiltGateway();
  directories.push(directory);
  return directory;
}

function writeConfig(directory: string, config: string | Record<string, unknown>): string {
  const path = join(directory, 'gateway.json5');
  writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config));
  return path;
}
