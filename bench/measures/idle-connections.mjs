import { residentAfterCollection } from '../support/processes.mjs';
import { percentile } from '../support/statistics.mjs';

/** Connections that come and go before any is timed, so that the code is warm. */
const warming = 300;

/**
 * Connects operators one after another and leaves them alone: how long each took, and what they cost in memory. The first ones
 * also make the server grow to the size that it works with, so it is the second lot that tells what one more costs.
 */
export async function measureIdle({ operators, server, token, count }) {
  // The second lot comes from elsewhere, because one client may not have so many connections.
  const connect = (howMany, localAddress) =>
    operators.run({ kind: 'connect', origin: server.origin, token, count: howMany, localAddress });
  const atStart = await residentAfterCollection(server);
  await connect(warming, '127.0.0.1');
  await operators.run({ kind: 'leave' });
  const times = await connect(count, '127.0.0.1');
  const withFirst = await residentAfterCollection(server);
  await connect(count, '127.0.0.2');
  const withSecond = await residentAfterCollection(server);
  await operators.run({ kind: 'leave' });
  return {
    kilobytes: (withSecond - withFirst) / count / 1000,
    growthMegabytes: (withFirst - atStart) / 1e6,
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
}
