/**
 * Compares the gateway with the least that could stand in its place.
 *
 * npm run bench [-- --quick] [--write] [--only loads|connections|egress] [--rounds <n>] [--seconds <s>] [--gateway <path to main.js>]
 */
import { rmSync } from 'node:fs';
import { measureConnections } from './measures/connections.mjs';
import { measureEgress } from './measures/egress.mjs';
import { measureLoads } from './measures/loads.mjs';
import { gatewayFiles } from './support/gateway-files.mjs';
import { writePage } from './support/page.mjs';
import { freePort, startGateway, startServer } from './support/processes.mjs';
import { readSettings } from './support/settings.mjs';

const token = 'test-token';
const measures = { loads: measureLoads, connections: measureConnections, egress: measureEgress };

/** What a measure works with; whatever it starts or keeps is stopped at the end of the bench. */
async function prepare(settings, running) {
  const keep = (server) => {
    running.push(server.stop);
    return server;
  };
  const provider = keep(await startServer('fake-provider.mjs'));
  const files = gatewayFiles(provider, token);
  running.push(() => rmSync(files.directory, { recursive: true, force: true }));
  const { main } = settings;
  return {
    settings,
    token,
    keep,
    provider,
    startServer: async (...args) => keep(await startServer(...args)),
    startGateway: async (execArgv) => keep(await startGateway({ ...files, main, port: await freePort(), execArgv })),
  };
}

const settings = readSettings();
const running = [];
try {
  const bench = await prepare(settings, running);
  for (const part of settings.parts) {
    const text = await measures[part](bench);
    console.log(text);
    if (settings.write) writePage(part, text);
  }
} finally {
  for (const stop of running.reverse()) await stop();
}
