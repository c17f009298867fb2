import type { Command } from '../command.js';
import { doctorChecks } from '../doctor/doctor-checks.js';
import { runChecks } from '../doctor/run-checks.js';
import { readFlag } from '../option-values.js';

export const doctorCommand: Command = {
  operands: '',
  description:
    'Looks for what keeps the gateway from starting, serving or being safe: configuration, files, port, credential, models, ' +
    'workspaces, sandbox. Changes nothing without --fix. Exit code 0 when there is no problem, else 1; warnings do not count.',
  options: {
    fix: { type: 'boolean', description: 'Mend what can be mended safely: modes of own files, missing workspaces.' },
  },
  examples: [
    { line: 'openclaw doctor', note: 'what is wrong, and what to do' },
    { line: 'openclaw doctor --fix', note: 'and mend what is safe to mend' },
  ],
  run: (call) => runChecks(doctorChecks, call, { fix: readFlag(call.values, 'fix') }),
};
