// Appends to an audit log from several places without end and reports each acknowledged line as "<run>"; meant to be killed.
// Node strips the types; the hook finds the .ts file behind an import's .js.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const isOwn = specifier.startsWith('.') && !context.parentURL?.includes('/node_modules/');
    return next(isOwn ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});

const { openAuditLog } = await import('../../src/audit/open-audit-log.ts');
const [directory, name] = process.argv.slice(2);
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
