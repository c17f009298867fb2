import type { CommandCall, CommandOption } from '../command.js';
import { readText } from '../option-values.js';

/** What commands about one session take. */
export const sessionOptions = {
  agent: {
    type: 'string',
    short: 'a',
    value: '<id>',
    description: 'The agent of a key without one; otherwise the default agent.',
  },
} as const satisfies Record<string, CommandOption>;

/** Parameters that name the session of a call. */
export function sessionTarget({ positionals, values }: CommandCall): { key: string; agentId?: string } {
  const [key = ''] = positionals;
  const agentId = readText(values, 'agent');
  return { key, ...(agentId === undefined ? {} : { agentId }) };
}
