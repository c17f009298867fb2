import { availableParallelism } from 'node:os';
import { format } from 'prettier';
import { chunksPerStream } from '../servers/answers.mjs';
import { compare, number, row, verdict } from './cells.mjs';
import { median } from './statistics.mjs';

const targets = { json: 2.5, stream: 3, readySeconds: 1.2, idleMegabytes: 140 };

const cpuMicroseconds = (run) => (run.cpuSeconds / run.requests) * 1e6;

/** Rows of one kind of load; a ratio is taken within each round, then its median over the rounds. */
function loadRows({ title, stream, rounds }) {
  const line = (name, unit, digits, pick, target) => {
    const { bare, gateway, ratio } = compare(rounds, pick);
    const judged = target === undefined ? '' : `≤ ${target}: ${ratio <= target ? 'met' : 'missed'}`;
    const cell = (value) => `${number(value, digits)}${unit}`;
    return row(`${title}: ${name}`, cell(bare), cell(gateway), `${number(ratio, 2)}×`, judged);
  };
  const perChunk = (run) => cpuMicroseconds(run) / chunksPerStream;
  return [
    stream
      ? line('CPU per chunk', ' µs', 1, perChunk, targets.stream)
      : line('CPU per request', ' µs', 0, cpuMicroseconds, targets.json),
    line(stream ? 'streams per second' : 'requests per second', '', 0, (run) => run.requests / run.seconds),
    line('time to last byte, median', ' ms', 2, (run) => run.p50),
    line('time to last byte, 99th percentile', ' ms', 2, (run) => run.p99),
  ];
}

/** The whole result as Markdown. */
export async function reportLoads({ loads, ready, idle, after, settings }) {
  const text = [
    `Node ${process.version}, ${availableParallelism()} cores, rounds: ${settings.rounds}, of ${settings.seconds} s per load each.`,
    'Medians over the rounds; a ratio is the median of the ratios within each round.',
    '',
    row('', 'pass-through', 'gateway', 'ratio', 'target'),
    row('---', '--:', '--:', '--:', '---'),
    ...loads.flatMap(loadRows),
    '',
    `- Ready (start of the process to the first 200 of \`/healthz\`): ${verdict(median(ready), targets.readySeconds, ' s', 2)}`,
    `- Resident memory, idle: ${verdict(idle, targets.idleMegabytes, ' MB', 0)}`,
    `- Resident memory, after the load: ${number(after)} MB`,
  ].join('\n');
  return format(text, { parser: 'markdown' });
}
