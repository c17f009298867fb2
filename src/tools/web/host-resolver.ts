import { lookup } from 'node:dns/promises';
import { Slots } from '../../common/slots.js';

/** Finds all addresses of a host name. Rejects when there are none, and when aborted. */
export interface HostResolver {
  resolve(hostName: string, signal: AbortSignal): Promise<string[]>;
}

/** A lookup holds one of the few threads that files are read with too, for as long as a name server is silent. */
const mostLookups = 2;

/** As all programs of this machine find hosts, its hosts file included. */
export class SystemHostResolver implements HostResolver {
  private readonly slots = new Slots(mostLookups);

  resolve(hostName: string, signal: AbortSignal): Promise<string[]> {
    return this.slots.run(signal, async () => {
      const found = await lookup(hostName, { all: true });
      return found.map(({ address }) => address);
    });
  }
}
