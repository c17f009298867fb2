/**
 * Clients of the gateway's WebSocket, a process of its own. The parent sends one task at a time and gets its result back:
 *
 * - `connect`: connects `count` operators one after another from `localAddress`; the milliseconds that each took from opening to `hello-ok`.
 * - `leave`: closes all connections.
 * - `watch`: connects one operator that reads and one that will stall; the bytes that a client may leave unread.
 * - `stream`: has `count` runs with long answers, `atOnce` at a time, each to its end.
 * - `stall`: the second of the two stops reading.
 * - `has-stalled`: whether the gateway still counts it among those connected.
 */
import { OperatorClient } from './support/operator-client.mjs';

const stalledName = 'stalled';
let idle = [];
let reader;
let stalled;
let runs = 0;

async function connect({ origin, token, count, localAddress }) {
  const times = [];
  for (let index = 0; index < count; index += 1) {
    const { client, milliseconds } = await OperatorClient.connect(origin, token, `idle-${index}`, localAddress);
    idle.push(client);
    times.push(milliseconds);
  }
  return times;
}

async function leave() {
  const all = [...idle, reader, stalled].filter(Boolean);
  idle = [];
  [reader, stalled] = [];
  await Promise.all(all.map((client) => client.close()));
}

async function watch({ origin, token }) {
  stalled = (await OperatorClient.connect(origin, token, stalledName)).client;
  reader = (await OperatorClient.connect(origin, token, 'reader')).client;
  return reader.hello.policy.maxBufferedBytes;
}

async function stream({ count, atOnce }) {
  for (let started = 0; started < count; started += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, streamOne));
  }
}

async function streamOne() {
  const runId = `run-${(runs += 1)}`;
  const ended = reader.runEnd(runId);
  const message = 'How long does an answer take to arrive?';
  await reader.call('chat.send', { sessionKey: `agent:wide:${runId}`, message, idempotencyKey: runId });
  await ended;
}

async function hasStalled() {
  const present = await reader.call('system-presence');
  return present.some(({ instanceId }) => instanceId === stalledName);
}

const tasks = {
  connect,
  leave,
  watch,
  stream,
  stall: async () => stalled.pause(),
  'has-stalled': hasStalled,
};

process.on('message', (task) => {
  tasks[task.kind](task).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: `${task.kind}: ${error?.message ?? error}` }),
  );
});
process.on('disconnect', () => process.exit());
