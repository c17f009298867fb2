/** Loaded into a server that is measured: collects its garbage whenever the parent process asks, and says what JavaScript then holds, buffers included. */
import { setImmediate as nextTurn } from 'node:timers/promises';

async function collect() {
  // What a first collection only finds dead, such as handles with native parts, is freed by the next. Other collections keep
  // free pages for later, so that what a process has ever used would hide what it holds.
  for (let count = 0; count < 2; count += 1) {
    globalThis.gc({ type: 'major', flavor: 'last-resort' });
    await nextTurn();
  }
}

function bytesHeld() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

process.on('message', (message) => {
  if (message === 'collect') collect().then(() => process.send(bytesHeld()), process.abort);
});
// The server ends as it would without this channel.
process.channel.unref();
