import { isAbsolute, resolve } from 'node:path';
import { isWithin } from '../../common/is-within.js';
import { systemDirectories } from '../../common/system-directories.js';
import { realPathOf } from './host-path.js';
import type { HiddenPlace } from './protected-places.js';

/** A part of the host that is seen in the sandbox. */
export interface Mount {
  /** Real path on the host. */
  source: string;
  /** Path in the sandbox. */
  target: string;
  writable: boolean;
}

/** What a sandbox shows of the host. */
export interface SandboxLayout {
  network: boolean;
  /** Whether there is a /proc, whose mount table tells where on the host the workspace lies. */
  processes: boolean;
  /** Whether what commands write to memory, as in /tmp, is limited. Older versions of bubblewrap cannot. */
  limitsMemoryFiles: boolean;
  /** Later ones lie over earlier ones. */
  mounts: readonly Mount[];
  hidden: readonly HiddenPlace[];
  /** Where the command starts. */
  directory: string;
  userId: number;
  groupId: number;
}

/** What programs need. Of /etc only what holds no secret: certificates, not the keys beside them. */
const systemPaths = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/nix/store',
  '/etc/alternatives',
  '/etc/ca-certificates',
  '/etc/ca-certificates.conf',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/mime.types',
  '/etc/pki/ca-trust',
  '/etc/pki/tls/certs',
  '/etc/protocols',
  '/etc/services',
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
];
const privateAgentPaths = ['/etc/localtime'];
const networkPaths = ['/etc/resolv.conf', '/etc/gai.conf'];

export function systemMounts(options: { network: boolean; publicMode: boolean }): Promise<Mount[]> {
  return readOnlyMounts([
    ...systemPaths,
    ...(options.publicMode ? [] : privateAgentPaths),
    ...(options.network ? networkPaths : []),
  ]);
}

/** Paths that are not there, not absolute, or would show everything, are left out. */
export async function readOnlyMounts(paths: readonly string[]): Promise<Mount[]> {
  const mounts = await Promise.all(paths.map((path) => readOnlyMount(path)));
  return mounts.flat();
}

async function readOnlyMount(path: string): Promise<Mount[]> {
  const source = isAbsolute(path) ? await realPathOf(path) : undefined;
  if (source === undefined || source === '/') return [];
  if (systemDirectories.some((directory) => isWithin(source, directory))) return [];
  return [{ source, target: resolve(path), writable: false }];
}
