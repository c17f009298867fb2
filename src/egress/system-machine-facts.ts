import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { FactKind, KnownFact } from './known-fact.js';
import type { MachineFacts } from './machine-facts.port.js';

/** Where the facts come from. Each may throw where the system does not tell. */
export interface MachineSources {
  hostname(): string;
  userInfo(): { username: string };
  homedir(): string;
  release(): string;
  version(): string;
  networkInterfaces(): Partial<Record<string, Pick<os.NetworkInterfaceInfo, 'address' | 'mac'>[]>>;
  /** The text of the file with the names of hosts. */
  hostsFile(): string;
}

const thisMachine: MachineSources = { ...os, hostsFile: () => readFileSync('/etc/hosts', 'utf8') };

/** The facts of this machine, as the operating system tells them. Asks nobody over the network. */
export class SystemMachineFacts implements MachineFacts {
  constructor(private readonly machine: MachineSources = thisMachine) {}

  read(): readonly KnownFact[] {
    const { machine } = this;
    return [
      ...facts('host name', () => [machine.hostname()]),
      ...facts('host name', () => namesBeside(machine.hostname(), machine.hostsFile())),
      ...facts('user name', () => [machine.userInfo().username]),
      ...facts('home directory', () => [machine.homedir()]),
      ...facts('operating system', () => [machine.release()]),
      ...facts('operating system', () => [machine.version()]),
      ...facts('network address', () => interfacesOf(machine).map(({ address }) => address)),
      ...facts('hardware address', () => interfacesOf(machine).flatMap(({ mac }) => [mac, mac.replaceAll(':', '-')])),
    ];
  }
}

/** None where the system does not tell: a process may run under a number that no user has, and then without a home. */
function facts(kind: FactKind, read: () => readonly string[]): KnownFact[] {
  try {
    return read().map((value) => ({ kind, value }));
  } catch {
    return [];
  }
}

function interfacesOf(machine: MachineSources): Pick<os.NetworkInterfaceInfo, 'address' | 'mac'>[] {
  return Object.values(machine.networkInterfaces()).flatMap((addresses) => addresses ?? []);
}

/** The names in the file that stand beside the host's own one, such as the one with its domain. */
function namesBeside(hostName: string, hostsFile: string): string[] {
  const lines = hostsFile.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  return lines.filter((names) => names.some((name) => firstLabel(name) === firstLabel(hostName))).flat();
}

/** Names of hosts are the same in any case. */
function firstLabel(name: string): string | undefined {
  return name.split('.')[0]?.toLowerCase();
}
