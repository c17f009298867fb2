// Appends turns to several sessions of one SQLite store without end and reports each acknowledged one as a line
// "<session> <turn>"; meant to be killed. Node strips the types; the hook finds the .ts file behind an import's .js.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const isOwn = specifier.startsWith('.') && !context.parentURL?.includes('/node_modules/');
    return next(isOwn ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});

const { SqliteSessionStore } = await import('../../src/sessions/sqlite/sqlite-session-store.ts');
const [file, ...keys] = process.argv.slice(2);
const store = SqliteSessionStore.open(file);

async function appendForever(key) {
  const turns = (await store.load(key))?.turns ?? [];
  for (let number = turns.length + 1; ; number += 1) {
    const message = { role: 'user', content: [{ type: 'text', text: `${key} ${number} ${'x'.repeat(3_000)}` }] };
    const visible = { role: 'assistant', text: `${number}`, toolCalls: [] };
    const parentId = number === 1 ? null : `${number - 1}`;
    const turn = {
      id: `${number}`,
      parentId,
      runId: 'r',
      input: [message],
      output: [visible],
      visible,
      createdAt: number,
    };
    await store.append({ key, agentId: 'main', owner: false }, turn);
    writeSync(1, `${key} ${number}\n`);
  }
}

await Promise.all(keys.map(appendForever));
