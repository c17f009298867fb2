import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commandTable } from './cli/command-table.js';
import { commandsPage, loadCommands } from './cli/generate/commands-page.js';
import type { GeneratedFile } from './common/generated-page.js';
import { isSystemError } from './common/system-error.js';
import { configurationFiles } from './config/generate/generated-files.js';
import { protocolPage } from './control/generate/protocol-page.js';
import { fieldsPages, withFieldsTable } from './openai-wire/generate/fields-page.js';
import { toolsPage } from './tools/generate/tools-page.js';

const commands = await loadCommands(commandTable);

/** Every file that follows from the code. */
const files: readonly GeneratedFile[] = [
  ...configurationFiles,
  ...fieldsPages.map((fields) => ({ name: fields.name, content: (page: string) => withFieldsTable(page, fields) })),
  { name: 'docs/tools.md', content: toolsPage },
  { name: 'docs/protocol.md', content: protocolPage },
  { name: 'docs/cli.md', content: (page) => commandsPage(page, commands) },
];

/** Writes those that are stale; with `--check` only names them, and exits with 1 when there are any. */
const isCheck = process.argv.includes('--check');
for (const { name, content } of files) {
  const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const current = read(path);
  const fresh = content(current);
  if (fresh === current) continue;
  if (isCheck) {
    process.stderr.write(`${name} is stale; run \`npm run generate\`.\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, fresh);
    process.stdout.write(`${name} written.\n`);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  }
}
