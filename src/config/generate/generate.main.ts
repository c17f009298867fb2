import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generated-files.js';

/** Writes the generated files; with `--check` only compares, and exits with 1 when one is stale. */
const stale = generatedFiles().filter(({ path, content }) => currentContent(path) !== content);
if (process.argv.includes('--check')) {
  stale.forEach(({ name }) => process.stderr.write(`${name} is stale; run \`npm run generate\`.\n`));
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  stale.forEach(({ path, content }) => writeFileSync(path, content));
  stale.forEach(({ name }) => process.stdout.write(`${name} written.\n`));
}

function currentContent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
