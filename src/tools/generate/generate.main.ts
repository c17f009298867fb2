import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtins } from '../tools.module.js';
import { instantiateTool, withProfilesTable, withToolsTable } from './tools-page.js';

const name = 'docs/tools.md';

/** Writes the tables of built-in tools and of profiles into their page; with `--check` only compares, and exits with 1 when it is stale. */
const path = fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const current = readFileSync(path, 'utf8');
const page = withToolsTable(withProfilesTable(current), builtins.map(instantiateTool));
if (page !== current && process.argv.includes('--check')) {
  process.stderr.write(`${name} is stale; run \`npm run generate\`.\n`);
  process.exitCode = 1;
} else if (page !== current) {
  writeFileSync(path, page);
  process.stdout.write(`${name} written.\n`);
}
