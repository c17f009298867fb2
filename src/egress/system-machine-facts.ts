import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { FactKind, KnownFact } from './known-fact.js';
import type { MachineFacts } from './machine-facts.port.js';

/** The facts of this machine, as the operating system tells them. Asks nobody over the network. */
export class SystemMachineFacts implements MachineFacts {
  read(): readonly KnownFact[] {
    const hostName = os.hostname();
    return [
      ...facts('host name', [hostName, ...namesInHostsFile(hostName)]),
      ...facts('user name', userNames()),
      ...facts('home directory', [os.homedir()]),
      ...facts('operating system', [os.release(), os.version()]),
      ...interfaces().flatMap(({ address, mac }) => [
        ...facts('network address', [address]),
        ...facts('hardware address', [mac, mac.replaceAll(':', '-')]),
      ]),
    ];
  }
}

function facts(kind: FactKind, values: readonly string[]): KnownFact[] {
  return values.map((value) => ({ kind, value }));
}

/** A process may run under a number that no user has. */
function userNames(): string[] {
  try {
    return [os.userInfo().username];
  } catch {
    return [];
  }
}

function interfaces(): os.NetworkInterfaceInfo[] {
  return Object.values(os.networkInterfaces()).flatMap((addresses) => addresses ?? []);
}

/** The names that stand beside the host's own one, such as the one with its domain. */
function namesInHostsFile(hostName: string): string[] {
  const lines = hostsFile()
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  return lines.filter((names) => names.some((name) => name.split('.')[0] === hostName.split('.')[0])).flat();
}

function hostsFile(): string {
  try {
    return readFileSync('/etc/hosts', 'utf8');
  } catch {
    return '';
  }
}
