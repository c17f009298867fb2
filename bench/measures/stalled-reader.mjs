import { memoryAfterCollection } from '../support/processes.mjs';

/** Runs before anything is measured. The gateway remembers runs that are over; after these it forgets one for each new one. */
const warming = 120;
/** Runs between two looks at the memory, and looks after which a client that reads nothing must have been cut off. */
const atOnce = 2;
const mostLooks = 100;
/** Runs after which nothing is left of a client that was cut off. */
const afterwards = 2;
/** A client that answers no ping for so long may have been cut off for that. */
const pingMilliseconds = 30_000;

/** One client stops reading while runs stream: how much the gateway holds for it, and whether it cuts that client off. */
export async function measureStalled({ operators, server, token }) {
  const limit = await operators.run({ kind: 'watch', origin: server.origin, token });
  const memoryAfterRuns = async (count) => {
    await operators.run({ kind: 'stream', count, atOnce });
    return memoryAfterCollection(server);
  };
  const before = await memoryAfterRuns(warming);
  await operators.run({ kind: 'stall' });
  const start = performance.now();
  const stalled = [];
  let isCutOff = false;
  while (!isCutOff && stalled.length < mostLooks) {
    stalled.push(await memoryAfterRuns(atOnce));
    isCutOff = !(await operators.run({ kind: 'has-stalled' }));
  }
  if (performance.now() - start > pingMilliseconds)
    throw new Error('The machine is too busy to measure a stalled client.');
  const after = await memoryAfterRuns(afterwards);
  await operators.run({ kind: 'leave' });
  // What is resident may hide what is held, in memory that was free before; so the larger of both counts.
  const most = Math.max(...['resident', 'held'].map((kind) => mostKept(kind, before, stalled, after)));
  return { isCutOff, limitMegabytes: limit / 1e6, heldMegabytes: most / 1e6 };
}

/** The most beyond what the runs themselves leave behind: the replies of the last minutes, which grow evenly. */
function mostKept(kind, before, stalled, after) {
  const grownByEach = (after[kind] - before[kind]) / (stalled.length + afterwards / atOnce);
  return Math.max(...stalled.map((look, index) => look[kind] - before[kind] - grownByEach * (index + 1)));
}
