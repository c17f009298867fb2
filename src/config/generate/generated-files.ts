import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configurationTables } from './configuration-tables.js';
import { configurationSchema } from '../schema/json-schema.js';

export interface GeneratedFile {
  /** Relative to the checkout. */
  name: string;
  path: string;
  content: string;
}

const startMark = '<!-- generated from src/config: start -->';
const endMark = '<!-- generated from src/config: end -->';

/** Every file that follows from the classes of the configuration, as it should be now. */
export function generatedFiles(): GeneratedFile[] {
  const schema = 'config/openclaw.schema.json';
  const page = 'docs/configuration.md';
  return [
    { name: schema, path: inCheckout(schema), content: `${JSON.stringify(configurationSchema(), null, 2)}\n` },
    { name: page, path: inCheckout(page), content: withTables(readFileSync(inCheckout(page), 'utf8')) },
  ];
}

/** What stands before and after the marks is written by hand. */
function withTables(page: string): string {
  const start = page.indexOf(startMark);
  const end = page.indexOf(endMark);
  if (start < 0 || end < start) throw new Error(`docs/configuration.md has lost its marks: ${startMark} … ${endMark}`);
  return `${page.slice(0, start + startMark.length)}\n\n${configurationTables()}\n\n${page.slice(end)}`;
}

/** The same from src/ and from dist/. */
function inCheckout(name: string): string {
  return fileURLToPath(new URL(`../../../${name}`, import.meta.url));
}
