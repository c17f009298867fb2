import ipaddr from 'ipaddr.js';
import type { ProviderConfig } from '../../../config/models.config.js';
import { isSecret } from '../../../common/secret.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

/** Names that lead nowhere outside of a network of one's own. */
const ownNames = /(?:^|\.)(?:localhost|local|lan|internal|intranet|test|home\.arpa)$/;

/** Whether keys of providers go over the internet for everybody on the way to read. */
export class ProviderReachCheck implements DoctorCheck {
  readonly name = 'Keys of providers';

  constructor(private readonly context: Pick<DoctorContext, 'configuration'>) {}

  run(): Finding[] {
    const providers = Object.entries(this.context.configuration?.config.models.providers ?? {});
    const found = providers.flatMap(([name, provider]) => inspect(name, provider));
    if (providers.length === 0 || found.length > 0) return found;
    return [{ status: 'ok', what: 'No key of a provider leaves this network in plain text' }];
  }
}

function inspect(name: string, { baseUrl = '', apiKey = '', headers }: ProviderConfig): Finding[] {
  const url = URL.parse(baseUrl);
  const secrets = [apiKey, ...Object.values(headers)].filter(isSecret);
  if (url?.protocol !== 'http:' || secrets.length === 0 || isWithin(url.hostname)) return [];
  return [
    {
      status: 'problem',
      what: `The key of the provider ${name} and all that is said go to ${url.host} in plain text: whoever is on the way reads both.`,
      path: `models.providers.${name}.baseUrl`,
      remedy: 'Write https:// there, and make a new key; where the host speaks no TLS, reach it by a tunnel.',
    },
  ];
}

function isWithin(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (ipaddr.isValid(host)) return ipaddr.process(host).range() !== 'unicast';
  return !host.includes('.') || ownNames.test(host);
}
