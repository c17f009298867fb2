import { format } from 'prettier';
import { number, row } from './cells.mjs';
import { median, percentile } from './statistics.mjs';

const target = 1;

/** The whole result as Markdown. */
export async function reportEgress(results, kilobytes) {
  const text = [
    `Node ${process.version}; milliseconds per ${kilobytes} kB.`,
    '',
    row('', 'median', '95th percentile', 'made once in', 'target'),
    row('---', '--:', '--:', '--:', '---'),
    ...results.map(({ agents, name, made, milliseconds }) =>
      row(
        `${name}, ${agents} ${agents === 1 ? 'agent' : 'agents'}`,
        `${number(median(milliseconds), 2)} ms`,
        `${number(percentile(milliseconds, 95), 2)} ms`,
        `${number(made, 0)} ms`,
        `≤ ${target} ms: ${median(milliseconds) <= target ? 'met' : 'missed'}`,
      ),
    ),
  ].join('\n');
  return format(text, { parser: 'markdown' });
}
