import { hostName, isLoopbackName } from '../../../auth/loopback-name.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

/** Whether pages that may call are really those that were meant. A `*` is refused when the configuration is read. */
export class AllowedOriginsCheck implements DoctorCheck {
  readonly name = 'Allowed origins';

  constructor(private readonly context: Pick<DoctorContext, 'configuration'>) {}

  run(): Finding[] {
    const origins = this.context.configuration?.config.gateway.allowedOrigins ?? [];
    const found = origins.flatMap(inspect);
    if (origins.length === 0 || found.length > 0) return found;
    return [{ status: 'ok', what: 'Pages that may call come over TLS or from this machine' }];
  }
}

function inspect(origin: string, index: number): Finding[] {
  const path = `gateway.allowedOrigins[${index}]`;
  const url = URL.parse(origin);
  if (url?.protocol === 'https:') return [];
  if (url?.protocol !== 'http:') {
    const what = `${origin} lets nobody in: pages come from http:// or https://.`;
    return [{ status: 'warning', what, path, remedy: 'Leave it out.' }];
  }
  if (isLoopbackName(hostName(url))) return [];
  const what = `Whoever is on the way between browser and ${origin} can be that page.`;
  return [{ status: 'warning', what, path, remedy: `Serve it over TLS, and name https://${url.host}.` }];
}
