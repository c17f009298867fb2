import { mainSession } from '../../sessions/session-name.js';
import type { CommandOption, OptionValue } from '../command.js';
import { readCount, readFlag, readText } from '../option-values.js';
import { usageError } from '../usage-error.js';
import type { Question } from './ask-agent.js';

/** What `agent` and `chat` have in common. */
export const questionOptions = {
  agent: { type: 'string', short: 'a', value: '<id>', description: 'The agent to ask; otherwise the default one.' },
  'session-key': {
    type: 'string',
    short: 's',
    value: '<key>',
    description: 'The conversation to go on with; otherwise `main`. One of the same agent.',
  },
  timeout: { type: 'string', value: '<seconds>', description: 'How long a run may take; the agent has a limit too.' },
  owner: { type: 'boolean', description: 'Ask as the owner, also an agent that is public.' },
  'no-owner': { type: 'boolean', description: 'Ask as somebody who is not the owner.' },
  local: {
    type: 'boolean',
    description: 'Run the agent in this process, without a gateway; best while none runs.',
  },
} as const satisfies Record<string, CommandOption>;

/** @throws CliError for options that contradict each other, or are no values. */
export function readQuestionOptions(values: Readonly<Record<string, OptionValue>>): Omit<Question, 'message'> {
  const [asOwner, asStranger] = [readFlag(values, 'owner'), readFlag(values, 'no-owner')];
  if (asOwner && asStranger) throw usageError('--owner and --no-owner exclude each other.');
  return {
    agentId: readText(values, 'agent'),
    sessionKey: readText(values, 'session-key') ?? mainSession,
    timeout: readCount(values, 'timeout'),
    senderIsOwner: asOwner || asStranger ? asOwner : undefined,
  };
}
