import type { Command } from '../command.js';
import { runChecks } from '../doctor/run-checks.js';
import { securityChecks } from '../security/security-checks.js';

export const securityAuditCommand: Command = {
  operands: '',
  description:
    'Looks for what would let somebody in who should not be: modes and owners of files, weak, reused and plain secrets, named keys, ' +
    'reach of the port, proxies and origins, what public agents can do and whose files they share. Says of each finding which ' +
    'setting or file it is about and what to do. Reads only, and needs no gateway that runs. Exit code 0 when there is no ' +
    'problem, else 1; warnings do not count.',
  options: {},
  examples: [
    { line: 'openclaw security audit', note: 'what to close, and how' },
    { line: 'openclaw security audit --json', note: 'for a script; `ok` is false when there is a problem' },
  ],
  run: (call) => runChecks(securityChecks, call, { fix: false }),
};
