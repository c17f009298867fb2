#!/usr/bin/env node
// The command line of the gateway. Plain JavaScript that also an old Node reads: it finds the Node that the project brings
// along, and lets the real program, dist/openclaw.main.js, run on it.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist', 'openclaw.main.js');
/** The oldest Node that the program runs on: major and minor version. */
const oldest = [22, 19];

if (!existsSync(program))
  fail('The gateway is not built yet. Run `npm run build` in its directory (`npm start` builds too).');
else {
  const bundled = bundledNode();
  if (bundled === undefined || isRunning(bundled)) await runHere();
  else runOn(bundled);
}

/** The Node of the optional package for this platform, where npm has installed it. */
function bundledNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const description = nodeModule.createRequire(program).resolve(`${name}/package.json`);
    const path = join(dirname(description), 'bin', file);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(path) {
  return realpathSync(path) === realpathSync(process.execPath);
}

/** In this process; says what is missing where this Node is too old. */
async function runHere() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    fail(
      `OpenClaw needs Node ${oldest.join('.')} or newer, and this is ${process.versions.node}. Install a newer Node, or run ` +
        '`npm ci` with optional packages (not `--omit=optional`): on Linux (x64, arm64) and Windows (x64) it brings one along.',
    );
    return;
  }
  withoutExperimentalWarnings();
  // Beside the packages, so that nobody else can write to it.
  nodeModule.enableCompileCache?.(join(root, 'node_modules', '.cache', 'openclaw'));
  await import(pathToFileURL(program).href);
}

/** As `--disable-warning=ExperimentalWarning` does: the storage is said to be experimental, which no user can change. */
function withoutExperimentalWarnings() {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'object' ? rest[0]?.type : rest[0];
    if (type !== 'ExperimentalWarning' && warning?.name !== 'ExperimentalWarning') emitWarning(warning, ...rest);
  };
}

/** In a process of its own, which has this one's terminal; its end is this one's. */
function runOn(node) {
  const handOn = (signal) => child.kill(signal);
  // Before the other process is there, so that no signal falls between the two.
  const listeners = { SIGTERM: handOn, SIGHUP: handOn, SIGINT: isatty(0) ? ignore : handOn };
  for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  const stopListening = () => {
    for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener);
  };
  child.once('error', () => {
    // A Node for another kind of Linux, for example: perhaps the one that runs is good enough.
    stopListening();
    runHere().catch((error) => fail(String(error?.stack ?? error)));
  });
  child.once('exit', (code, signal) => {
    stopListening();
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}

/** A terminal sends Ctrl-C to both processes. */
function ignore() {}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
