import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './statistics.mjs';

/** Servers run as they would in production: without the flags that npm passes on for the tests. */
const environment = { ...process.env };
delete environment.NODE_OPTIONS;
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU time of a process since its start, user and system, in seconds. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Fields are counted behind the command name, which may hold blanks; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident memory in megabytes (10^6 bytes). */
export function residentMegabytes(pid) {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return (Number(kibibytes) * 1024) / 1e6;
}

/** For servers whose memory is measured: `memoryAfterCollection` works on them. */
export const collecting = ['--expose-gc', '--import', new URL('collect-garbage.mjs', import.meta.url).href];

/** Memory of a `collecting` server after its garbage was collected, in bytes: all that is resident, and what JavaScript holds. */
export async function memoryAfterCollection({ child, pid }) {
  child.send('collect');
  const [held] = await once(child, 'message');
  return { resident: residentMegabytes(pid) * 1e6, held };
}

/** The same once the server has been left alone for a while: medians of several looks. */
export async function settledMemory(server) {
  const looks = [];
  for (let count = 0; count < 5; count += 1) {
    await sleep(300);
    looks.push(await memoryAfterCollection(server));
  }
  const middle = (kind) => median(looks.map((look) => look[kind]));
  return { resident: middle('resident'), held: middle('held') };
}

/** Starts one of bench/servers; resolves when it listens. */
export async function startServer(file, args = [], execArgv = []) {
  const child = fork(new URL(`../servers/${file}`, import.meta.url), args, { env: environment, execArgv });
  const [message] = await Promise.race([once(child, 'message'), end(child, file)]);
  return { origin: `http://127.0.0.1:${message.port}`, port: message.port, ...handle(child) };
}

/**
 * Starts the gateway and waits for the first 200 of /healthz.
 *
 * @param {{ main: string, port: number, env: Record<string, string>, log: string, execArgv?: string[] }} options `log` takes its output.
 */
export async function startGateway({ main, port, env, log, execArgv = [] }) {
  const output = openSync(log, 'a');
  const spawned = performance.now();
  const child = spawn(process.execPath, [...execArgv, main], {
    env: { ...environment, NODE_ENV: 'production', ...env, OPENCLAW_GATEWAY_PORT: String(port) },
    stdio: ['ignore', output, output, ...(execArgv.includes('--expose-gc') ? ['ipc'] : [])],
  });
  const origin = `http://127.0.0.1:${port}`;
  await Promise.race([healthy(origin), end(child, main, log)]);
  return { origin, readySeconds: (performance.now() - spawned) / 1000, ...handle(child) };
}

/** Starts a worker of the bench, such as the load generator: it answers one message after another. */
export function startWorker(file) {
  const child = fork(new URL(`../${file}`, import.meta.url), { env: environment, execArgv: [] });
  const ended = end(child, file);
  const run = async (task) => {
    child.send(task);
    const [message] = await Promise.race([once(child, 'message'), ended]);
    if (message.error) throw new Error(`${file}: ${message.error}`);
    return message.result;
  };
  return { run, ...handle(child) };
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function handle(child) {
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(timer);
  };
  return { child, pid: child.pid, stop };
}

/** Rejects when the process ends, with the last words of its log. */
async function end(child, what, log) {
  const [code, signal] = await once(child, 'exit');
  const words = log ? `; its last words:\n${readFileSync(log, 'utf8').slice(-2000)}` : '';
  throw new Error(`${what} ended with ${signal ?? `exit code ${code}`}${words}`);
}

async function healthy(origin) {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if ((await statusOf(`${origin}/healthz`)) === 200) return;
    await sleep(4);
  }
  throw new Error(`${origin}/healthz did not answer 200 within 30 seconds`);
}

function statusOf(url) {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', () => resolve(0));
  });
}
