import type { Command } from '../command.js';
import { changeOptions, changeSession } from '../sessions/change-session.js';

export const sessionsResetCommand: Command = {
  operands: '<key>',
  description:
    'Stops what runs in a session and lets it begin anew. What was said stays stored, but no model sees it again.',
  options: changeOptions,
  examples: [{ line: 'openclaw sessions reset main --yes', note: 'begin anew without being asked' }],
  run(call) {
    return changeSession(call, {
      method: 'sessions.reset',
      question: (key) => `Let the session ${key} begin anew?`,
      done: 'Began anew:',
    });
  },
};
