// Appends to an audit log from several places without end and reports each acknowledged line as "<run>"; meant to be killed.
// It takes the directory of a build, because the types would be stripped anew at each of its many starts.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [build, directory, name] = process.argv.slice(2);
const { openAuditLog } = await import(pathToFileURL(join(build, 'dist', 'audit', 'open-audit-log.js')).href);
const log = openAuditLog({
  directory,
  // Small files, so that many are killed in the middle of the change from one to the next.
  limits: () => ({ maxFileBytes: 2_000, keepFiles: 100_000 }),
  clock: { now: () => Date.now(), monotonic: () => performance.now(), setTimer: () => ({ cancel: () => undefined }) },
  reporter: { error: (text) => writeSync(2, text), warn: () => undefined, log: () => undefined },
});

async function appendForever(place) {
  for (let number = 1; ; number += 1) {
    const run = `${name}-${place}-${number}`;
    await log.append({ kind: 'run.ended', run, outcome: 'completed' });
    writeSync(1, `${run}\n`);
  }
}

await Promise.all(['a', 'b', 'c'].map(appendForever));
