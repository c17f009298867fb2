/**
 * Compares the gateway with a bare pass-through on node:http in front of the same fake provider.
 *
 * npm run bench [-- --quick] [--write] [--rounds <n>] [--seconds <s>] [--gateway <path to main.js>]
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { gatewayFiles } from './support/gateway-files.mjs';
import { cpuSeconds, freePort, residentMegabytes, startGateway, startLoad, startServer } from './support/processes.mjs';
import { report } from './support/report.mjs';

const token = 'test-token';
const page = new URL('../docs/performance.md', import.meta.url);
const [markerStart, markerEnd] = ['<!-- bench:start -->', '<!-- bench:end -->'];

const loads = [
  { title: 'JSON, one at a time', stream: false, concurrency: 1 },
  { title: 'JSON, 32 at a time', stream: false, concurrency: 32 },
  { title: 'SSE, one at a time', stream: true, concurrency: 1 },
  { title: 'SSE, 32 at a time', stream: true, concurrency: 32 },
];

function readSettings() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      gateway: { type: 'string' },
    },
  });
  const { quick, write } = values;
  const main = values.gateway ?? new URL('../dist/main.js', import.meta.url).pathname;
  if (!existsSync(main)) throw new Error(`${main} does not exist: run "npm run build" first.`);
  return {
    main,
    write,
    rounds: Number(values.rounds ?? (quick ? 1 : 5)),
    seconds: Number(values.seconds ?? (quick ? 0.5 : 2)),
    starts: quick ? 1 : 5,
  };
}

/** Runs one load against one server; its CPU time is read just around it. */
async function measure(generator, server, load, seconds) {
  const model = server.modelPrefix + (load.stream ? 'long' : 'short');
  const messages = [{ role: 'user', content: 'How long does an answer take to arrive?' }];
  const before = cpuSeconds(server.pid);
  const result = await generator.run({
    origin: server.origin,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages, stream: load.stream }),
    stream: load.stream,
    concurrency: load.concurrency,
    milliseconds: seconds * 1000,
  });
  return { ...result, cpuSeconds: cpuSeconds(server.pid) - before };
}

async function measureLoads(generator, bare, gateway, { rounds, seconds }) {
  for (const load of loads) for (const server of [bare, gateway]) await measure(generator, server, load, seconds / 2);
  const results = loads.map((load) => ({ ...load, rounds: [] }));
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    for (const load of results) {
      const measured = {};
      // The order changes from round to round, so that neither always runs on the warmer machine.
      const names = round % 2 ? ['gateway', 'bare'] : ['bare', 'gateway'];
      for (const name of names) {
        measured[name] = await measure(generator, name === 'bare' ? bare : gateway, load, seconds);
      }
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

async function run(settings, running) {
  const keep = (server) => {
    running.push(server.stop);
    return server;
  };
  const provider = keep(await startServer('fake-provider.mjs'));
  const bare = keep(await startServer('pass-through.mjs', [String(provider.port), token]));
  const files = gatewayFiles(provider, token);
  running.push(() => rmSync(files.directory, { recursive: true, force: true }));
  const start = async () => keep(await startGateway({ ...files, main: settings.main, port: await freePort() }));

  const ready = await measureStarts(start, settings.starts);
  const gateway = await start();
  await sleep(2000);
  const idle = residentMegabytes(gateway.pid);
  const generator = keep(startLoad());
  const results = await measureLoads(
    generator,
    { ...bare, modelPrefix: '' },
    { ...gateway, modelPrefix: 'openclaw:' },
    settings,
  );
  await sleep(1000);
  return report({ loads: results, ready, idle, after: residentMegabytes(gateway.pid), settings });
}

/** Puts the result between the markers of docs/performance.md, which is made when it is missing. */
function writePage(text) {
  const start = existsSync(page) ? readFileSync(page, 'utf8') : emptyPage;
  const [from, to] = [start.indexOf(markerStart), start.indexOf(markerEnd)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md needs the lines ${markerStart} and ${markerEnd}.`);
  writeFileSync(page, `${start.slice(0, from + markerStart.length)}\n\n${text}\n${start.slice(to)}`);
}

const emptyPage = `# Performance

What the gateway costs on top of the least that could stand in its place: a bare \`node:http\` server that checks the
bearer token, parses the body, forwards it and pipes the answer back. Both stand in front of the same fake provider and
take the same requests in turn. A streamed answer has 200 chunks, each written by itself. The gateway always streams from
its provider and runs with its default settings; CPU time is that of the server process alone, user and system.

\`\`\`bash
npm run bench              # prints the table below
npm run bench -- --write   # and puts it into this page
npm run bench -- --quick   # one short round, to see that it works
\`\`\`

${markerStart}
${markerEnd}
`;

const settings = readSettings();
const running = [];
try {
  const text = await run(settings, running);
  console.log(text);
  if (settings.write) writePage(text);
} finally {
  for (const stop of running.reverse()) await stop();
}
