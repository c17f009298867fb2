/** What connected operators cost the gateway, beside a bare `ws` server. */
import { collecting, startWorker } from '../support/processes.mjs';
import { reportConnections } from '../support/report-connections.mjs';
import { measureIdle } from './idle-connections.mjs';
import { measureStalled } from './stalled-reader.mjs';

/** One round, on servers that nobody was connected to before. */
async function measureRound({ settings, token, keep, startGateway, startServer }, isReversed) {
  const operators = keep(startWorker('operators.mjs'));
  const bare = await startServer('bare-websocket.mjs', [], collecting);
  const gateway = await startGateway(collecting);
  const servers = Object.entries({ bare, gateway });
  const round = {};
  // The order changes from round to round, so that neither always runs on the warmer machine.
  for (const [name, server] of isReversed ? servers.reverse() : servers) {
    round[name] = await measureIdle({ operators, server, token, count: settings.connections.count });
  }
  round.stalled = await measureStalled({ operators, server: gateway, token });
  for (const { stop } of [operators, bare, gateway]) await stop();
  return round;
}

/** Resolves with the report. */
export async function measureConnections(bench) {
  const { rounds: times, count } = bench.settings.connections;
  const rounds = [];
  for (let round = 0; round < times; round += 1) {
    process.stderr.write(`connections: round ${round + 1} of ${times}\n`);
    rounds.push(await measureRound(bench, round % 2 === 1));
  }
  return reportConnections({ rounds, count });
}
