import { join, relative } from 'node:path';
import { isWithin } from '../../common/is-within.js';
import type { HiddenPlace } from './protected-places.js';
import type { Mount, SandboxLayout } from './sandbox-layout.js';

/** The first file descriptor that is not standard input, output or error. */
const firstInput = 3;

const megabyte = 1024 ** 2;
/** Bytes of the file systems that lie in the memory of the host. */
const memoryFiles = { temporary: 256 * megabyte, shared: 64 * megabyte, mask: megabyte };

export interface BubblewrapArguments {
  /** For the command line, before the command. It can be read in the sandbox and so names no path. */
  visible: string[];
  /** What file descriptors 3, 4, … have to hold. */
  inputs: string[];
}

/**
 * A sandbox with processes, users, host name and network of its own, and of the host's files only what the layout mounts.
 * Nothing in it outlives the command or the gateway.
 */
export function bubblewrapArguments(layout: SandboxLayout): BubblewrapArguments {
  const files = etcFiles(layout);
  const fileArguments = files.flatMap(({ path }, index) => ['--ro-bind-data', `${firstInput + 1 + index}`, path]);
  const args = [
    ...['--unshare-all', ...(layout.network ? ['--share-net'] : [])],
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--hostname', 'sandbox'],
    ...(layout.processes ? ['--proc', '/proc'] : []),
    ...['--dev', '/dev', ...memoryDirectory(layout, '/dev/shm', memoryFiles.shared), '--remount-ro', '/dev'],
    ...[...memoryDirectory(layout, '/tmp', memoryFiles.temporary), '--symlink', '../tmp', '/var/tmp'],
    ...fileArguments,
    ...layout.mounts.flatMap((mount) => mountArguments(mount, layout)),
    ...emptyDirectories(layout).flatMap((path) => ['--remount-ro', path]),
    ...['--remount-ro', '/', '--chdir', layout.directory],
  ];
  return { visible: ['--args', `${firstInput}`], inputs: [args.join('\0'), ...files.map(({ text }) => text)] };
}

/** An empty directory that commands may write. */
function memoryDirectory({ limitsMemoryFiles }: SandboxLayout, path: string, bytes: number): string[] {
  return [...(limitsMemoryFiles ? ['--size', `${bytes}`] : []), '--tmpfs', path];
}

function mountArguments(mount: Mount, layout: SandboxLayout): string[] {
  const masks = masksIn(mount, layout.hidden).flatMap(({ path, kind }) =>
    kind === 'directory' ? memoryDirectory(layout, path, memoryFiles.mask) : ['--ro-bind', '/dev/null', path],
  );
  return [mount.writable ? '--bind' : '--ro-bind', mount.source, mount.target, ...masks];
}

/** Where in the sandbox the hidden places below a mount would be. A place that is mounted itself is meant to be seen. */
function masksIn({ source, target }: Mount, hidden: readonly HiddenPlace[]): HiddenPlace[] {
  const below = hidden.filter(({ path }) => path !== source && isWithin(path, source));
  const outermost = below.filter(
    (place) => !below.some(({ path }) => path !== place.path && isWithin(place.path, path)),
  );
  return outermost.map(({ path, kind }) => ({ path: join(target, relative(source, path)), kind }));
}

/** The masks that no later mount lies over. */
function emptyDirectories({ mounts, hidden }: SandboxLayout): string[] {
  return mounts.flatMap((mount, index) =>
    masksIn(mount, hidden)
      .filter(({ kind }) => kind === 'directory')
      .map(({ path }) => path)
      .filter((path) => !mounts.slice(index + 1).some(({ target }) => isWithin(path, target))),
  );
}

/** The user and the names that programs look up, without those of the host. */
function etcFiles({ userId, groupId, directory }: SandboxLayout): { path: string; text: string }[] {
  return [
    { path: '/etc/passwd', text: `sandbox:x:${userId}:${groupId}::${directory}:/bin/sh\n` },
    { path: '/etc/group', text: `sandbox:x:${groupId}:\n` },
    { path: '/etc/hosts', text: '127.0.0.1 localhost sandbox\n::1 localhost\n' },
  ];
}
