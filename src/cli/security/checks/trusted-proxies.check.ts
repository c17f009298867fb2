import { isIPv6 } from 'node:net';
import { TrustedProxies } from '../../../auth/trusted-proxies.js';
import { isLoopbackHost } from '../../../config/listen-address.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding, FindingStatus } from '../../doctor/doctor-check.js';

const path = 'gateway.trustedProxies';
const remedy = 'Name the addresses of the proxies themselves, e.g. ["10.0.0.7"].';
/** Bits of a prefix below which a range is no longer one of proxies: a whole network, or a piece of the internet. */
const narrowest = { ipv4: { network: 24, internet: 8 }, ipv6: { network: 64, internet: 32 } };
const loopbacks = ['127.0.0.1', '::1'];

/** Whether somebody who is no proxy is believed like one: its headers say who calls. */
export class TrustedProxiesCheck implements DoctorCheck {
  readonly name = 'Trusted proxies';

  constructor(private readonly context: Pick<DoctorContext, 'configuration'>) {}

  run(): Finding[] {
    const { configuration } = this.context;
    const entries = configuration?.config.gateway.trustedProxies ?? [];
    if (!configuration || entries.length === 0) return [];
    const isLocal = loopbacks.some((address) => TrustedProxies.of(entries).has(address));
    const found = [
      ...entries.flatMap(width),
      ...(configuration.auth.mode === 'trusted-proxy' && isLocal ? [localUsers()] : []),
      ...(isLoopbackHost(configuration.listen.host) && !isLocal ? [outOfReach()] : []),
    ];
    return found.length > 0 ? found : [{ status: 'ok', what: 'Only single proxies are believed' }];
  }
}

function width(entry: string, index: number): Finding[] {
  const status = statusOf(entry);
  if (status === 'ok') return [];
  const whom = status === 'problem' ? 'a large part of the internet' : 'a whole network';
  const what = `${entry} is ${whom}: everybody there can say who is calling.`;
  return [{ status, what, path: `${path}[${index}]`, remedy }];
}

function statusOf(entry: string): FindingStatus {
  const [address = '', written] = entry.trim().split('/');
  if (written === undefined) return 'ok';
  const isMapped = /^::ffff:/i.test(address) && Number(written) >= 96;
  const bits = Number(written) - (isMapped ? 96 : 0);
  const { network, internet } = narrowest[isIPv6(address) && !isMapped ? 'ipv6' : 'ipv4'];
  if (bits < internet) return 'problem';
  return bits < network ? 'warning' : 'ok';
}

function localUsers(): Finding {
  return {
    status: 'warning',
    what: 'Every program of this machine can name any user, because the proxy is believed by its address alone.',
    path,
    remedy: 'Run nothing here that you do not trust, or let the proxy come from an address of its own.',
  };
}

function outOfReach(): Finding {
  return {
    status: 'warning',
    what: 'Only this machine reaches the gateway, and none of its addresses is a trusted proxy: no header is believed.',
    path,
    remedy: 'Add "127.0.0.1" for a proxy on this machine, or leave the setting out.',
  };
}
