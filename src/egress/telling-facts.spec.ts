import { describe, expect, it } from '@jest/globals';
import type { FactKind } from './known-fact.js';
import { isTelling as sut } from './telling-facts.js';

describe(sut.name, () => {
  it.each<[FactKind, string]>([
    ['host name', 'localhost'],
    ['host name', 'vm'],
    ['host name', 'mercury'],
    ['host name', 'raspberrypi'],
    ['user name', 'root'],
    ['user name', 'node'],
    ['user name', 'app'],
    ['user name', 'anna'],
    ['user name', 'elizabeth'],
    ['home directory', '/root'],
    ['home directory', '/home/node'],
    ['workspace', '/app/workspace'],
    ['configuration file', '/etc/openclaw/openclaw.json'],
    ['operating system', '23.4.0'],
    ['network address', '127.0.0.1'],
    ['network address', '::1'],
    ['network address', 'fe80::1'],
    ['network address', 'fe80::1%eth0'],
    ['network address', '172.17.0.2'],
    ['network address', '192.168.1.1'],
    ['network address', 'no address'],
    ['hardware address', '00:00:00:00:00:00'],
    ['hardware address', '02:42:ac:11:00:02'],
    ['secret', 'short'],
    ['secret', 'password'],
    ['secret', 'letmein'],
    ['secret', 'my-little-shop'],
    ['secret', 'The shop of Anna'],
    ['secret', '2023-06-01'],
    ['secret', 'https://shop.example.com'],
  ])('the %s %s tells nothing of this host', (kind, value) => {
    expect(sut({ kind, value })).toBe(false);
  });

  it.each<[FactKind, string]>([
    ['host name', 'web01'],
    ['host name', 'db.example.com'],
    ['host name', 'annaslaptop'],
    ['user name', 'anna.smith'],
    ['home directory', '/home/anna'],
    ['home directory', 'C:\\Users\\anna'],
    ['workspace', '/srv/shop'],
    ['state directory', '/home/node/.local/state/shop-gateway'],
    ['operating system', '6.1.0-18-amd64'],
    ['network address', '10.20.30.40'],
    ['network address', '2001:db8::7'],
    ['hardware address', '0a:1b:2c:3d:4e:5f'],
    ['secret', 'correct1'],
    ['secret', 'correct horse battery staple'],
  ])('the %s %s is searched for', (kind, value) => {
    expect(sut({ kind, value })).toBe(true);
  });
});
