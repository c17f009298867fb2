import type { EffectiveAuth } from '../../config/auth-credentials.js';
import { curlLine } from '../../config/curl-line.js';
import type { ListenAddress } from '../../config/listen-address.js';
import { reachableUrl } from '../../config/reachable-url.js';

/** Lines for a shell. None of them holds the credential. */
export interface NextSteps {
  start: string;
  /** Works as it is once the gateway runs. Undefined where only a proxy can call, or the port is not known yet. */
  tryIt: string | undefined;
}

export function nextSteps(listen: ListenAddress, auth: EffectiveAuth): NextSteps {
  return {
    start: 'openclaw gateway run',
    tryIt: listen.port === 0 ? undefined : curlLine(reachableUrl(listen), auth),
  };
}
