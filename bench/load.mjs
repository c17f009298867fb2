/**
 * The load generator, a process of its own. The parent sends one `Load` at a time and gets a `LoadResult` back.
 *
 * @typedef {object} Load
 * @property {string} origin
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {boolean} stream
 * @property {number} concurrency Requests under way at any time, each on its own connection.
 * @property {number} milliseconds How long new requests are started.
 *
 * @typedef {object} LoadResult
 * @property {number} requests
 * @property {number} seconds
 * @property {number} p50 Median of the time to the last byte, in milliseconds.
 * @property {number} p99
 */
import { Pool } from 'undici';
import { chunksPerStream, lastWords } from './servers/answers.mjs';
import { percentile } from './support/statistics.mjs';

/** @type {Map<string, Pool>} */
const pools = new Map();

function poolFor({ origin, concurrency }) {
  const key = `${origin} ${concurrency}`;
  if (!pools.has(key)) pools.set(key, new Pool(origin, { connections: concurrency, pipelining: 1 }));
  return pools.get(key);
}

/** Resolves with the answer's bytes; rejects when it is not 200. */
function post(pool, { headers, body }) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const parts = [];
  let status = 0;
  pool.dispatch(
    { method: 'POST', path: '/v1/chat/completions', headers, body },
    {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData(_controller, part) {
        parts.push(part);
      },
      onResponseEnd() {
        if (status === 200) resolve(parts);
        else reject(new Error(`${status} ${Buffer.concat(parts)}`));
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    },
  );
  return promise;
}

/** Whether an answer is whole is looked at closely once per run, and by its last bytes for the others. */
function assertWhole(parts, stream) {
  const text = Buffer.concat(parts).toString();
  const events = text.split('\n').filter((line) => line.startsWith('data: ')).length;
  const whole = stream ? events >= chunksPerStream && text.endsWith('data: [DONE]\n\n') : text.includes(lastWords);
  if (!whole) throw new Error(`not the whole answer: ${text.slice(0, 200)} … ${text.slice(-200)}`);
}

function assertEnded(parts, stream) {
  if (stream && !parts.at(-1).toString().endsWith('[DONE]\n\n')) throw new Error('a stream ended without [DONE]');
}

async function run(load) {
  const pool = poolFor(load);
  assertWhole(await post(pool, load), load.stream);
  const times = [];
  const start = performance.now();
  const worker = async () => {
    while (performance.now() - start < load.milliseconds) {
      const sent = performance.now();
      assertEnded(await post(pool, load), load.stream);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  const seconds = (performance.now() - start) / 1000;
  // The first request, looked at closely, is work for the server too.
  return { requests: times.length + 1, seconds, p50: percentile(times, 50), p99: percentile(times, 99) };
}

process.on('message', (load) => {
  run(load).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: `${load.origin} answered wrongly: ${error?.message ?? error}` }),
  );
});
process.on('disconnect', () => process.exit());
