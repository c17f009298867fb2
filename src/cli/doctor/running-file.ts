import { Environment } from '../../config/environment.js';
import type { ConfigGetPayload } from '../../gateway-protocol/method-payloads.js';
import type { PeekedConfiguration } from '../config/peek-configuration.js';
import { connect } from '../connection/open-link.js';
import { resolveTarget } from '../connection/resolve-target.js';
import { objectOf, textOf } from '../read-payload.js';

const milliseconds = 5_000;

/**
 * The configuration file that the gateway goes by which runs at the address of this configuration. Undefined where it does not
 * tell. Never rejects.
 */
export async function runningFile(configuration: PeekedConfiguration): Promise<string | undefined> {
  try {
    const target = await resolveTarget({}, new Environment(), () => Promise.resolve(configuration));
    const link = await connect(target, AbortSignal.timeout(milliseconds));
    try {
      return textOf(objectOf<ConfigGetPayload>(await link.request('config.get')).path) || undefined;
    } finally {
      await link.close();
    }
  } catch {
    // Whatever keeps it from being asked is told by the check of the port.
    return undefined;
  }
}
