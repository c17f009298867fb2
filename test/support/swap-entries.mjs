// Swaps a directory, a file and a link of a workspace with links to a place outside, as fast as it can, until its standard
// input ends; then prints how often. Arguments: the workspace, and a directory outside that holds `canary.txt`.
import { linkSync, renameSync, rmSync, symlinkSync, writeSync } from 'node:fs';

const [root, outside] = process.argv.slice(2);
const at = (name) => `${root}/${name}`;
let swaps = 0;
let isOver = false;

process.stdin
  .on('end', () => {
    isOver = true;
  })
  .resume();

function attempt(work) {
  try {
    work();
    swaps += 1;
  } catch {
    // Somebody writes there at the same time.
  }
}

function swapOnce() {
  // A directory on the way, away and back.
  attempt(() => renameSync(at('directory'), at('aside')));
  attempt(() => symlinkSync(outside, at('directory')));
  attempt(() => rmSync(at('directory')));
  attempt(() => renameSync(at('aside'), at('directory')));
  // The file itself, in one step each.
  attempt(() => symlinkSync(`${outside}/canary.txt`, at('next')));
  attempt(() => renameSync(at('next'), at('file')));
  attempt(() => linkSync(at('good'), at('next')));
  attempt(() => renameSync(at('next'), at('file')));
  // A link of which a part is changed after it was read.
  attempt(() => symlinkSync(outside, at('next')));
  attempt(() => renameSync(at('next'), at('link')));
  attempt(() => symlinkSync('directory', at('next')));
  attempt(() => renameSync(at('next'), at('link')));
}

function swapOn() {
  for (let turn = 0; turn < 50; turn++) swapOnce();
  if (!isOver) return setImmediate(swapOn);
  writeSync(1, String(swaps));
  return process.exit(0);
}
swapOn();
