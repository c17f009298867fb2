import os from 'node:os';
import { describe, expect, it } from '@jest/globals';
import type { FactKind } from './known-fact.js';
import { type MachineSources, SystemMachineFacts } from './system-machine-facts.js';

const hostsFile = `# 192.0.2.1 canary-host commented-out
127.0.0.1 localhost
203.0.113.7\tCanary-Host.internal  canary-alias # canary-host remark
203.0.113.8 other-host.internal other-host
2001:db8::7 canary-host canary-six\r
`;

const canaries: MachineSources = {
  hostname: () => 'canary-host',
  userInfo: () => ({ username: 'canary-user' }),
  homedir: () => '/home/canary-user',
  release: () => '98.76.5-canary',
  version: () => '#1 Canary',
  networkInterfaces: () => ({
    lo: [{ address: '127.0.0.1', mac: '00:00:00:00:00:00' }],
    eth0: [
      { address: '203.0.113.7', mac: '0a:1b:2c:3d:4e:5f' },
      { address: '2001:db8::7', mac: '0a:1b:2c:3d:4e:5f' },
    ],
    down: undefined,
  }),
  hostsFile: () => hostsFile,
};

const told = (overrides: Partial<MachineSources> = {}) => new SystemMachineFacts({ ...canaries, ...overrides }).read();

function valuesOf(kind: FactKind, overrides: Partial<MachineSources> = {}): string[] {
  return told(overrides).flatMap((fact) => (fact.kind === kind ? [fact.value] : []));
}

describe(SystemMachineFacts.name, () => {
  it('G5: knows the host by each name that stands beside its own, and no other host', () => {
    expect(valuesOf('host name')).toEqual([
      'canary-host',
      'Canary-Host.internal',
      'canary-alias',
      'canary-host',
      'canary-six',
    ]);
  });

  it('G5: knows the other names of a host whose name has its domain, in any case', () => {
    const hostname = (): string => 'CANARY-HOST.internal';
    expect(valuesOf('host name', { hostname })).toEqual(expect.arrayContaining([hostname(), 'canary-alias']));
    expect(valuesOf('host name', { hostname: () => 'canary' })).toEqual(['canary']);
  });

  it('G5: knows who runs the gateway, where, and on what', () => {
    expect(valuesOf('user name')).toEqual(['canary-user']);
    expect(valuesOf('home directory')).toEqual(['/home/canary-user']);
    expect(valuesOf('operating system')).toEqual(['98.76.5-canary', '#1 Canary']);
  });

  it('G5: knows each address of each interface, hardware addresses in both spellings', () => {
    expect(valuesOf('network address')).toEqual(['127.0.0.1', '203.0.113.7', '2001:db8::7']);
    expect(valuesOf('hardware address')).toEqual(
      expect.arrayContaining(['0a:1b:2c:3d:4e:5f', '0a-1b-2c-3d-4e-5f', '00:00:00:00:00:00']),
    );
  });

  it.each(Object.keys(canaries))('G5: leaves out what %s does not tell, and knows the rest', (source) => {
    const refuse = (): never => {
      throw new Error('not told');
    };
    const kept = told({ [source]: refuse });
    expect(kept.length).toBeLessThan(told().length);
    expect(told()).toEqual(expect.arrayContaining([...kept]));
    expect(new Set(kept.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(4);
  });

  it('G5: a host without a file of names keeps its own name', () => {
    const refuse = (): never => {
      throw new Error('ENOENT');
    };
    expect(valuesOf('host name', { hostsFile: refuse })).toEqual(['canary-host']);
  });

  it('G5: asks this machine unless told otherwise, each time anew', () => {
    const sut = new SystemMachineFacts();
    expect(sut.read()).toEqual(
      expect.arrayContaining([
        { kind: 'host name', value: os.hostname() },
        { kind: 'operating system', value: os.release() },
      ]),
    );
    let name = 'canary-one';
    const moved = new SystemMachineFacts({ ...canaries, hostname: () => name });
    moved.read();
    name = 'canary-two';
    expect(moved.read()[0]).toEqual({ kind: 'host name', value: 'canary-two' });
  });
});
