import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkout } from './markdown-blocks.js';

const cache = join(checkout, 'node_modules', '.cache', 'gateway-build');
/** What the build and the built gateway need beside src/. */
const linked = [
  ...['README.md', 'config', 'docs', 'package.json'],
  ...['.npmrc', '.swcrc', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'],
];
const oneHour = 3_600_000;

/**
 * A directory that holds the gateway as `npm run build` leaves it, with `dist/main.js`. It is built from the sources as they
 * are, at most once for each state of them, and apart from the checkout's own dist/, which others may be building right now.
 */
export function builtGateway(): string {
  built ??= join(cache, fingerprint());
  if (!existsSync(built)) build(built);
  // What is in use is not old, whenever it was built.
  utimesSync(built, new Date(), new Date());
  return built;
}

let built: string | undefined;

/** The sources that end up in the build; specs do not. */
function sources(): string[] {
  const entries = readdirSync(join(checkout, 'src'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(checkout, join(entry.parentPath, entry.name)))
    .sort();
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const path of [...sources(), 'bin/openclaw.mjs', 'package.json', '.swcrc', 'nest-cli.json']) {
    hash.update(`${path}\0`).update(readFileSync(join(checkout, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Renaming makes the finished build appear whole, so test files that run at the same time need no lock. */
function build(target: string): void {
  const directory = unbuiltGateway();
  const nest = join(checkout, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  execFileSync(process.execPath, [nest, 'build'], { cwd: directory, stdio: 'pipe' });
  try {
    renameSync(directory, target);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

/** A new directory like a checkout before the build. In node_modules, so that packages are found and nothing else looks at it. */
export function unbuiltGateway(): string {
  mkdirSync(cache, { recursive: true });
  removeOld();
  const directory = mkdtempSync(join(cache, 'checkout-'));
  for (const name of linked) symlinkSync(join(checkout, name), join(directory, name));
  // The launcher looks for dist/ beside itself, and would do so where a link leads to.
  cpSync(join(checkout, 'bin'), join(directory, 'bin'), { recursive: true });
  for (const path of sources()) cpSync(join(checkout, path), join(directory, path));
  return directory;
}

function removeOld(): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    // Test files that run at the same time remove their own directories meanwhile.
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? performance.timeOrigin;
    if (performance.timeOrigin - changed > oneHour) rmSync(path, { recursive: true, force: true });
  }
}
