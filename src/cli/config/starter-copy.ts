import { editConfigText } from './edit-config-text.js';

const heading =
  '// Made from the starter configuration of the gateway.\n' +
  '// docs/configuration.md explains every key; config/openclaw.example.json5 shows all of them.\n';

/** The text of the starter as a file of its own: what it says of itself, and the relative `$schema`, hold only in its place. */
export function starterCopy(starter: string): string {
  const body = starter.replace(/^(?:[ \t]*\/\/.*\r?\n)+/, '');
  const hasSchema = /^\s*['"]?\$schema['"]?\s*:/m.test(body);
  if (!hasSchema) return heading + body;
  // With the line that set it apart from the rest.
  return heading + editConfigText(body, ['$schema'], { kind: 'unset' }).text.replace(/^(\{\r?\n)[ \t]*\r?\n/, '$1');
}
