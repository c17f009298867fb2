import { readFileSync } from 'node:fs';
import { isJsonObject } from './json.js';

/** Of this gateway, as package.json has it. */
export const gatewayVersion: string = readVersion();

function readVersion(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return isJsonObject(description) ? String(description['version']) : 'unknown';
}
