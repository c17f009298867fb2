import { describeTime } from '../format/describe-time.js';
import { speaker, toSaid } from '../format/transcript.js';
import { numberOf } from '../read-payload.js';
import { emptiness } from './emptiness.js';
import type { WholeSession } from './read-whole-session.js';

/** A session as a page to read. What was said stays as it is; the headings are this function's own. */
export function toMarkdown({ key, session, turns }: WholeSession): string {
  if (turns.length === 0) return `# Session ${key}\n\n${emptiness(numberOf(session.turns))}\n`;
  const blocks = turns.flatMap(({ createdAt, messages }) => [
    `## ${describeTime(numberOf(createdAt))}`,
    ...toSaid(messages).flatMap(({ role, text }) => [`**${speaker(role)}**`, text]),
  ]);
  return `${[`# Session ${key}`, ...blocks].join('\n\n')}\n`;
}
