import { closestWord } from '../../config/settings/closest-word.js';
import { hintAt } from '../../config/settings/did-you-mean.js';

/** What a line of a chat asks for. */
export type ChatLine =
  | { kind: 'message'; text: string }
  | { kind: 'nothing' | 'help' | 'new' | 'abort' | 'session' | 'exit' }
  | { kind: 'history'; limit: number }
  | { kind: 'agent'; id: string }
  | { kind: 'mistake'; problem: string };

/** The commands within a chat, as its help shows them. */
export const chatCommands: readonly (readonly [usage: string, summary: string])[] = [
  ['/help', 'show this'],
  ['/new', 'begin a new conversation; what was said stays stored'],
  ['/abort', 'stop the answer that is being written; Ctrl-C does the same'],
  ['/history [n]', 'show the last n messages of the conversation (10)'],
  ['/session', 'tell which conversation this is'],
  ['/agent <id>', 'talk to another agent'],
  ['/exit', 'leave; Ctrl-D does the same'],
];

const shownMessages = 10;
const words = chatCommands.map(([usage]) => usage.split(' ')[0] ?? usage);

/** A line that begins with `/` is a command, and with `//` a message that begins with `/`. */
export function parseChatLine(line: string): ChatLine {
  const text = line.trim();
  if (text === '') return { kind: 'nothing' };
  if (!text.startsWith('/')) return { kind: 'message', text };
  if (text.startsWith('//')) return { kind: 'message', text: text.slice(1) };
  const [word = '', ...rest] = text.split(/\s+/);
  return parseCommand(word, rest.join(' '));
}

function parseCommand(word: string, argument: string): ChatLine {
  switch (word) {
    case '/history':
      return parseHistory(argument);
    case '/agent':
      return argument === ''
        ? { kind: 'mistake', problem: 'Name the agent: /agent <id>.' }
        : { kind: 'agent', id: argument };
    case '/help':
    case '/new':
    case '/abort':
    case '/session':
    case '/exit':
      return parseBare(word, argument);
    default:
      return {
        kind: 'mistake',
        problem: `Unknown command ${word}${hintAt(closestWord(word, words))}; /help lists them.`,
      };
  }
}

function parseHistory(argument: string): ChatLine {
  if (argument === '') return { kind: 'history', limit: shownMessages };
  const limit = /^\d{1,4}$/.test(argument) ? Number(argument) : 0;
  if (limit >= 1 && limit <= 1_000) return { kind: 'history', limit };
  return { kind: 'mistake', problem: 'The number of messages must be from 1 to 1000: /history 20.' };
}

function parseBare(word: `/${'help' | 'new' | 'abort' | 'session' | 'exit'}`, argument: string): ChatLine {
  if (argument !== '') return { kind: 'mistake', problem: `${word} takes nothing after it.` };
  switch (word) {
    case '/help':
      return { kind: 'help' };
    case '/new':
      return { kind: 'new' };
    case '/abort':
      return { kind: 'abort' };
    case '/session':
      return { kind: 'session' };
    case '/exit':
      return { kind: 'exit' };
  }
}
