import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type FieldsPage, fieldsPages, withFieldsTable } from './fields-page.js';

const onlyCompare = process.argv.includes('--check');

/** Writes the tables of request fields into their pages; with `--check` only compares, and exits with 1 when one is stale. */
fieldsPages.forEach(generate);

function generate(fieldsPage: FieldsPage): void {
  const { name } = fieldsPage;
  const path = fileURLToPath(new URL(`../../../${name}`, import.meta.url));
  const current = readFileSync(path, 'utf8');
  const page = withFieldsTable(current, fieldsPage);
  if (page === current) return;
  if (onlyCompare) {
    process.stderr.write(`${name} is stale; run \`npm run generate\`.\n`);
    process.exitCode = 1;
    return;
  }
  writeFileSync(path, page);
  process.stdout.write(`${name} written.\n`);
}
