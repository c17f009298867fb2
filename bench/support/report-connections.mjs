import { availableParallelism } from 'node:os';
import { format } from 'prettier';
import { compare, number, row } from './cells.mjs';

const targets = { kilobytes: 25, milliseconds: 5 };

function line(title, unit, digits, rounds, pick, target) {
  const { bare, gateway, ratio } = compare(rounds, pick);
  const judged = target === undefined ? '' : `≤ ${target}${unit}: ${gateway <= target ? 'met' : 'missed'}`;
  const cell = (value) => `${number(value, digits)}${unit}`;
  return row(title, cell(bare), cell(gateway), `${number(ratio, 2)}×`, judged);
}

/** What the client that stops reading has cost in the worst round, beside what it may cost, which is the target. */
function stalledLine(rounds) {
  const held = Math.max(...rounds.map(({ stalled }) => stalled.heldMegabytes));
  const { limitMegabytes } = rounds[0].stalled;
  const judged = `${number(held, 2)} MB (${held <= limitMegabytes ? 'met' : 'missed'})`;
  const end = rounds.every(({ stalled }) => stalled.isCutOff) ? 'is cut off' : 'is NOT cut off';
  return `- A client that stops reading while runs stream may cost ${number(limitMegabytes, 2)} MB. The gateway holds at most ${judged} for it, and it ${end}.`;
}

/** The whole result as Markdown. */
export async function reportConnections({ rounds, count }) {
  const text = [
    `Node ${process.version}, ${availableParallelism()} cores, rounds: ${rounds.length}, of ${count} connections each.`,
    'Medians over the rounds; a ratio is the median of the ratios within each round.',
    '',
    row('', 'bare `ws`', 'gateway', 'ratio', 'target'),
    row('---', '--:', '--:', '--:', '---'),
    line(
      `Each of the first ${count} idle connections`,
      ' kB',
      1,
      rounds,
      ({ first }) => first.resident,
      targets.kilobytes,
    ),
    line('Of that held by JavaScript', ' kB', 1, rounds, ({ first }) => first.held),
    line(`Each of ${count} more`, ' kB', 1, rounds, ({ further }) => further.resident, targets.kilobytes),
    line('Of that held by JavaScript', ' kB', 1, rounds, ({ further }) => further.held),
    line('Opened to `hello-ok`, median', ' ms', 2, rounds, ({ p50 }) => p50, targets.milliseconds),
    line('Opened to `hello-ok`, 99th percentile', ' ms', 2, rounds, ({ p99 }) => p99),
    '',
    stalledLine(rounds),
  ].join('\n');
  return format(text, { parser: 'markdown' });
}
