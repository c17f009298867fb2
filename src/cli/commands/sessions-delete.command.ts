import type { Command } from '../command.js';
import { changeOptions, changeSession } from '../sessions/change-session.js';

export const sessionsDeleteCommand: Command = {
  operands: '<key>',
  description: 'Stops what runs in a session and removes it with all that was said. It cannot be brought back.',
  options: changeOptions,
  examples: [
    { line: 'openclaw sessions export main --output main.json', note: 'keep a copy first' },
    { line: 'openclaw sessions delete main --yes', note: 'remove it without being asked' },
  ],
  run(call) {
    return changeSession(call, {
      method: 'sessions.delete',
      question: (key) => `Delete the session ${key} and all that was said in it?`,
      done: 'Deleted:',
    });
  },
};
