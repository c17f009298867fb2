import { exitCodes } from '../cli-error.js';
import type { Command } from '../command.js';
import { schemaAt } from '../config/schema-at.js';
import { parseSettingPath } from '../config/setting-path.js';

export const configSchemaCommand: Command = {
  operands: '[path]',
  description:
    'Prints the JSON Schema of the configuration file, or of one setting: what it is for, what it may be, its default. It is JSON ' +
    'with and without --json.',
  options: {},
  examples: [
    { line: 'openclaw config schema gateway.port', note: 'one setting' },
    { line: 'openclaw config schema agents.list[0].tools', note: 'a section; the number may be any' },
    { line: 'openclaw config schema > openclaw.schema.json', note: 'for an editor' },
  ],
  run({ positionals, terminal }) {
    const [written] = positionals;
    terminal.json(schemaAt(written === undefined ? [] : parseSettingPath(written)));
    return exitCodes.ok;
  },
};
