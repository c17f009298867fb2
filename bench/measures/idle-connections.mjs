import { settledMemory } from '../support/processes.mjs';
import { percentile } from '../support/statistics.mjs';

/**
 * Connects operators to a server that nobody was connected to before, one after another, and leaves them alone: what each has
 * made the process grow by, all that happens for the first time included. Then as many again, which tells what one more costs
 * and how long it takes when the code is warm.
 */
export async function measureIdle({ operators, server, token, count }) {
  // The second lot comes from elsewhere, because one client may not have so many connections.
  const connect = (localAddress) =>
    operators.run({ kind: 'connect', origin: server.origin, token, count, localAddress });
  const atStart = await settledMemory(server);
  await connect('127.0.0.1');
  const withFirst = await settledMemory(server);
  const times = await connect('127.0.0.2');
  const withSecond = await settledMemory(server);
  await operators.run({ kind: 'leave' });
  return {
    first: kilobytesEach(atStart, withFirst, count),
    further: kilobytesEach(withFirst, withSecond, count),
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
}

function kilobytesEach(before, after, count) {
  const each = (kind) => (after[kind] - before[kind]) / count / 1000;
  return { resident: each('resident'), held: each('held') };
}
