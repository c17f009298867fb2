// `npm ci` builds the gateway, so that the command line works right away. Where the sources or the compiler are left out, as
// with `--omit=dev`, there is nothing to build.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');

if (existsSync(nest) && existsSync(join(root, 'src'))) {
  const { status } = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
