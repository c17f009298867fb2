// Sends wrong credentials of a million clients through the limit of a build, whose directory is the argument, and prints the bytes
// that this took: `settled` when all are there, `highest` on the way. Needs --expose-gc.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [directory] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(directory, 'dist', 'auth', path)));
const { FailedAuthLimiter } = await load('failed-auth-limiter.service.js');
const { MemoryFailedAuthStorage } = await load('memory-failed-auth-storage.js');
const { TrustedProxies } = await load('trusted-proxies.js');
const { clientAddress } = await load('client-address.js');

const clock = { now: () => 0, monotonic: () => 0, setTimer: () => ({ cancel: () => undefined }) };
const limiter = new FailedAuthLimiter(new MemoryFailedAuthStorage(clock, 'salt'));
const limits = { maxAttempts: 10, windowMs: 60_000, lockoutMs: 300_000 };
const nobody = TrustedProxies.of([]);
const sources = 1_000_000;

/** Half of them by IPv4, half by a /64 of their own. */
function addressOf(index) {
  if (index % 2 === 0) return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  return `2001:db8:${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}::1`;
}

async function guess(address) {
  const { key } = clientAddress(address, [], nobody);
  return limiter.admit(key, { admitted: false, reason: 'wrong' }, limits).then(
    () => 'judged',
    () => 'refused',
  );
}

/** What is in use when the garbage is gone. */
function used() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

for (let count = 0; count < limits.maxAttempts; count += 1) await guess('192.0.2.1');
const before = used();
let highest = 0;
let judged = 0;
for (let index = 0; index < sources; index += 1) {
  if ((await guess(addressOf(index))) === 'judged') judged += 1;
  if (index % 20_000 === 0) highest = Math.max(highest, used() - before);
}
const result = { judged, settled: used() - before, highest, first: await guess('192.0.2.1') };
process.stdout.write(`${JSON.stringify(result)}\n`);
