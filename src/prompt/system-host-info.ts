import os from 'node:os';
import { HostFact } from '../common/private-facts.js';
import type { HostInfo } from './host-info.port.js';

export class SystemHostInfo implements HostInfo {
  readonly hostName = new HostFact(os.hostname());
  readonly os = new HostFact(`${os.type()} ${os.release()}`);
  readonly architecture = new HostFact(os.arch());
  readonly nodeVersion = new HostFact(process.version);
}
