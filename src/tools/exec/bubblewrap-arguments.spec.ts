import { describe, expect, it } from '@jest/globals';
import { bubblewrapArguments } from './bubblewrap-arguments.js';
import type { HiddenPlace } from './protected-places.js';
import type { Mount, SandboxLayout } from './sandbox-layout.js';

function mount(source: string, overrides: Partial<Mount> = {}): Mount {
  return { source, target: source, writable: false, ...overrides };
}

function directory(path: string): HiddenPlace {
  return { path, kind: 'directory' };
}

const plain: SandboxLayout = {
  network: false,
  processes: true,
  limitsMemoryFiles: false,
  mounts: [],
  hidden: [],
  directory: '/w',
  userId: 1_000,
  groupId: 100,
};

function argumentsOf(overrides: Partial<SandboxLayout>): string {
  return bubblewrapArguments({ ...plain, ...overrides })
    .inputs[0].split('\0')
    .join(' ');
}

describe(bubblewrapArguments.name, () => {
  it('parts the command from everything, and ends it with the gateway', () => {
    const text = argumentsOf({});
    expect(text).toMatch(/^--unshare-all --die-with-parent --new-session --cap-drop ALL --hostname sandbox /);
    expect(text).toMatch(/ --remount-ro \/ --chdir \/w$/);
    expect(text).not.toContain('--share-net');
  });

  it('bounds what can be written to memory, where bubblewrap can do that', () => {
    const layout = { mounts: [mount('/srv')], hidden: [directory('/srv/state')] };
    const text = argumentsOf({ ...layout, limitsMemoryFiles: true });
    expect(text.match(/--size \d+ --tmpfs \S+/g)).toEqual([
      '--size 67108864 --tmpfs /dev/shm',
      '--size 268435456 --tmpfs /tmp',
      '--size 1048576 --tmpfs /srv/state',
    ]);
    expect(text).toContain(' --tmpfs /dev/shm --remount-ro /dev ');
    expect(argumentsOf(layout)).not.toContain('--size');
  });

  it('shares the network only when told', () => {
    expect(argumentsOf({ network: true })).toMatch(/^--unshare-all --share-net /);
  });

  it('G4: names no path on the command line, which the command can read', () => {
    const mounts = [mount('/home/ada/w', { target: '/workspace', writable: true })];
    const layout = { ...plain, mounts, processes: false, directory: '/workspace' };
    const { visible, inputs } = bubblewrapArguments(layout);
    expect(visible).toEqual(['--args', '3']);
    expect(inputs[0]).toContain('/home/ada/w');
    expect(inputs[0].split('\0')).not.toContain('--proc');
  });

  it('gives a user that is not one of the host', () => {
    const { inputs } = bubblewrapArguments(plain);
    expect(inputs.slice(1)).toEqual([
      'sandbox:x:1000:100::/w:/bin/sh\n',
      'sandbox:x:100:\n',
      '127.0.0.1 localhost sandbox\n::1 localhost\n',
    ]);
    expect(inputs[0].split('\0').join(' ')).toContain(
      '--ro-bind-data 4 /etc/passwd --ro-bind-data 5 /etc/group --ro-bind-data 6 /etc/hosts',
    );
  });

  it('mounts in order, over the temporary directory', () => {
    const mounts = [mount('/usr'), mount('/tmp/w', { writable: true })];
    expect(argumentsOf({ mounts })).toMatch(
      /--tmpfs \/tmp .* --ro-bind \/usr \/usr --bind \/tmp\/w \/tmp\/w --remount-ro \/ /,
    );
  });

  it('lays an empty directory over a hidden place right after what it lies in, and what may be seen over that', () => {
    const mounts = [mount('/srv'), mount('/srv/state/workspaces/main', { writable: true })];
    const text = argumentsOf({ mounts, hidden: [directory('/srv/state')] });
    expect(text).toContain(
      '--ro-bind /srv /srv --tmpfs /srv/state --bind /srv/state/workspaces/main /srv/state/workspaces/main',
    );
    expect(text).toContain('--remount-ro /srv/state --remount-ro / ');
  });

  it('follows a mount that has another name in the sandbox', () => {
    const mounts = [mount('/data/real', { target: '/data/link' })];
    expect(argumentsOf({ mounts, hidden: [directory('/data/real/state')] })).toContain('--tmpfs /data/link/state');
  });

  it('lays nothing over a place that is mounted itself, nor over its neighbours', () => {
    const mounts = [mount('/home/ada', { writable: true }), mount('/srv/state-of-art')];
    const text = argumentsOf({ mounts, hidden: [directory('/home/ada'), directory('/srv/state')] });
    expect(text.match(/--tmpfs \S+/g)).toEqual(['--tmpfs /dev/shm', '--tmpfs /tmp']);
  });

  it('does not make the workspace read-only where an earlier mount hid it', () => {
    const mounts = [mount('/home'), mount('/home/ada', { writable: true })];
    const text = argumentsOf({ mounts, hidden: [directory('/home/ada'), directory('/home/ada/.state')] });
    expect(text).toContain('--bind /home/ada /home/ada --tmpfs /home/ada/.state');
    expect(text.match(/--remount-ro \S+/g)).toEqual([
      '--remount-ro /dev',
      '--remount-ro /home/ada/.state',
      '--remount-ro /',
    ]);
  });

  it('hides a hidden place within another one with that', () => {
    const hidden = [directory('/home/ada/.state'), directory('/home/ada')];
    const text = argumentsOf({ mounts: [mount('/home')], hidden });
    expect(text.match(/--tmpfs \/home\S+/g)).toEqual(['--tmpfs /home/ada']);
  });

  it('lays an unreadable device over a hidden file', () => {
    const hidden: HiddenPlace[] = [{ path: '/srv/openclaw.json', kind: 'file' }];
    const text = argumentsOf({ mounts: [mount('/srv')], hidden });
    expect(text).toContain('--ro-bind /srv /srv --ro-bind /dev/null /srv/openclaw.json --remount-ro / ');
  });
});
