import ipaddr from 'ipaddr.js';
import type { KnownFact } from './known-fact.js';

/** Characters. Shorter ones stand in ordinary text by chance, and a request would be refused for nothing. */
const shortest = { name: 5, plainName: 10, path: 6, version: 8, secret: 8, plainSecret: 20 };

/** Names that very many machines, users and directories have, so that they tell nothing of this one. */
const common = new Set(
  (
    'localhost localdomain localhost.localdomain ip6-localhost ip6-loopback host.docker.internal ' +
    'raspberrypi raspberrypi.local openclaw openclaw-gateway openclaw.json administrator root home users user node app apps ' +
    'ubuntu debian ec2-user centos admin data srv opt var lib usr bin etc tmp private mnt media workspace workspaces local ' +
    'state .local share config .config runner work code src agents agent main'
  ).split(' '),
);

/** Addresses that containers and virtual machines everywhere have. */
const commonAddress = /^(?:172\.17\.0\.\d+|10\.0\.2\.15|10\.0\.0\.[1-5]|192\.168\.[01]\.[1-5]|192\.168\.65\.\d+)$/;
const commonHardware = /^(?:00[:-]){5}00$|^02[:-]42[:-]ac[:-]11[:-]/i;

/** Whether a fact can be searched for: what is short or common would be found where nobody told anything. */
export function isTelling({ kind, value }: KnownFact): boolean {
  switch (kind) {
    case 'host name':
    case 'user name':
      return isTellingName(value);
    case 'home directory':
    case 'workspace':
    case 'state directory':
    case 'configuration file':
      return isTellingPath(value);
    case 'operating system':
      return value.length >= shortest.version;
    case 'network address':
      return isTellingAddress(value);
    case 'hardware address':
      return value.length > 0 && !commonHardware.test(value);
    case 'secret':
      return isTellingSecret(value);
  }
}

/** A name of letters only may be a word or a person's first name. */
function isTellingName(name: string): boolean {
  if (common.has(name.toLowerCase())) return false;
  return name.length >= (/^\p{L}+$/u.test(name) ? shortest.plainName : shortest.name);
}

/** A path is as telling as the most telling name in it. */
function isTellingPath(path: string): boolean {
  const names = path.split(/[/\\]/).filter((name) => name !== '' && !/^[a-z]:$/i.test(name));
  return path.length >= shortest.path && names.some((name) => !common.has(name.toLowerCase()));
}

/** Whatever a header or an environment variable holds may be called a secret: a title, a date, the address of a web site. */
function isTellingSecret(secret: string): boolean {
  if (/^https?:/i.test(secret) || /^[\d\s.,:/+-]*$/.test(secret)) return false;
  return secret.length >= (/^[\p{L}\s_-]+$/u.test(secret) ? shortest.plainSecret : shortest.secret);
}

function isTellingAddress(text: string): boolean {
  const [address] = text.split('%');
  return ipaddr.isValid(address) && !commonAddress.test(address) && !saysNothing(ipaddr.parse(address));
}

function saysNothing(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ['loopback', 'unspecified', 'linkLocal'].includes(address.range());
}
