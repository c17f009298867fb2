import { execFileSync } from 'node:child_process';
import { linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { canary, canaryName } from './escape-paths.js';
import type { TemporaryWorkspace } from './temporary-workspace.js';

/** Lays canaries beside a workspace, and links, pipes and hard links in it that lead to them. `descriptor` is open on one. */
export function setEscapeTraps({ folder, root, put }: TemporaryWorkspace, descriptor: number): void {
  const outside = join(folder, 'outside');
  for (const directory of [outside, `${root}-evil`]) {
    mkdirSync(directory);
    writeFileSync(join(directory, canaryName), canary);
  }
  put('plain.txt', 'plain');
  put('docs/deep/a.txt', 'a');
  for (const [name, target] of links(root, outside, descriptor)) symlinkSync(target, join(root, name));
  for (const name of ['hard-link', 'docs/hard-link']) linkSync(join(outside, canaryName), join(root, name));
  execFileSync('mkfifo', [join(root, 'fifo'), join(folder, 'outside-fifo')]);
}

/** A socket of the given path; to be closed. */
export async function socketAt(path: string): Promise<Server> {
  const socket = createServer();
  await new Promise<void>((listening) => socket.listen(path, listening));
  return socket;
}

/** Everything below a directory but one, with what a write would change. Follows no link. */
export function contentsOf(directory: string, except?: string): string[] {
  return readdirSync(directory)
    .map((name) => join(directory, name))
    .filter((path) => path !== except)
    .flatMap((path) => {
      const stats = lstatSync(path);
      const content = stats.isFile() ? readFileSync(path, 'utf8') : '';
      const found = [path, stats.mode, stats.ino, stats.mtimeMs, content].join(' ');
      return stats.isDirectory() ? [found, ...contentsOf(path, except)] : [found];
    });
}

function links(root: string, outside: string, descriptor: number): [name: string, target: string][] {
  const chain = Array.from({ length: 50 }, (_, index): [string, string] => {
    return [`long-chain-${index}`, index < 49 ? `long-chain-${index + 1}` : 'plain.txt'];
  });
  return [
    ...chain,
    ['file-link', `../outside/${canaryName}`],
    ['directory-link', outside],
    ['parent-link', '..'],
    ['root-link', '/'],
    ['chain-1', 'chain-2'],
    ['chain-2', 'docs/../chain-3'],
    ['chain-3', 'file-link'],
    ['chain-directory', 'docs/nested-directory'],
    ['docs/nested-link', `../../outside/${canaryName}`],
    ['docs/nested-directory', `${root}/../outside`],
    ['docs/back', '..'],
    ['prefix-link', `${root}-evil/${canaryName}`],
    ['dotted-link', `${root}/docs/./.././../outside//${canaryName}`],
    ['through-file', `plain.txt/../../outside/${canaryName}`],
    ['dangling-outside', '../outside/new.txt'],
    ['dangling-outside-deep', '../outside/new/directory'],
    ['loop-a', 'loop-b'],
    ['loop-b', './loop-a'],
    ['self', '.'],
    ['grow', 'grow/grow/../outside'],
    ['fifo-link', '../outside-fifo'],
    ['socket-link', 'socket'],
    ['zero-link', '/dev/zero'],
    ['null-link', '/dev/null'],
    ['environ-link', '/proc/self/environ'],
    ['proc-root-link', '/proc/self/root'],
    ['proc-cwd-link', '/proc/self/cwd'],
    ['descriptor-link', `/proc/self/fd/${descriptor}`],
    ['stdin-link', '/dev/stdin'],
    ['tty-link', '/dev/tty'],
    ['newline\nlink', outside],
    ['space link', outside],
    ['..hidden-link', outside],
    ['...', outside],
    ['…', outside],
    ['tilde-link', '~/../../outside'],
    ['percent-link', '%2e%2e/outside'],
  ];
}
