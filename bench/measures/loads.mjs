/** The gateway beside a bare pass-through on node:http, both in front of the same fake provider. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, residentMegabytes, startWorker } from '../support/processes.mjs';
import { reportLoads } from '../support/report-loads.mjs';

const loads = [
  { title: 'JSON, one at a time', stream: false, concurrency: 1 },
  { title: 'JSON, 32 at a time', stream: false, concurrency: 32 },
  { title: 'SSE, one at a time', stream: true, concurrency: 1 },
  { title: 'SSE, 32 at a time', stream: true, concurrency: 32 },
];

/** Runs one load against one server; its CPU time is read just around it. */
async function measure(generator, server, load, seconds) {
  const model = server.modelPrefix + (load.stream ? 'long' : 'short');
  const messages = [{ role: 'user', content: 'How long does an answer take to arrive?' }];
  const before = cpuSeconds(server.pid);
  const result = await generator.run({
    origin: server.origin,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages, stream: load.stream }),
    stream: load.stream,
    concurrency: load.concurrency,
    milliseconds: seconds * 1000,
  });
  return { ...result, cpuSeconds: cpuSeconds(server.pid) - before };
}

async function measureRounds(generator, servers, { rounds, seconds }) {
  for (const load of loads) for (const server of servers) await measure(generator, server, load, seconds / 2);
  const results = loads.map((load) => ({ ...load, rounds: [] }));
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`loads: round ${round + 1} of ${rounds}\n`);
    for (const load of results) {
      const measured = {};
      // The order changes from round to round, so that neither always runs on the warmer machine.
      const ordered = round % 2 ? servers.toReversed() : servers;
      for (const server of ordered) measured[server.name] = await measure(generator, server, load, seconds);
      load.rounds.push(measured);
    }
  }
  return results;
}

async function measureStarts(start, times) {
  const ready = [];
  for (let index = 0; index < times; index += 1) {
    const gateway = await start();
    ready.push(gateway.readySeconds);
    await gateway.stop();
  }
  return ready;
}

/** Resolves with the report. */
export async function measureLoads({ settings, token, keep, startGateway, startServer, provider }) {
  const bare = await startServer('pass-through.mjs', [String(provider.port), token]);
  const ready = await measureStarts(startGateway, settings.starts);
  const gateway = await startGateway();
  await sleep(2000);
  const idle = residentMegabytes(gateway.pid);
  const generator = keep(startWorker('load.mjs'));
  const servers = [
    { ...bare, name: 'bare', modelPrefix: '', token },
    { ...gateway, name: 'gateway', modelPrefix: 'openclaw:', token },
  ];
  const results = await measureRounds(generator, servers, settings);
  await sleep(1000);
  return reportLoads({ loads: results, ready, idle, after: residentMegabytes(gateway.pid), settings });
}
