import { Injectable } from '@nestjs/common';
import type { ControlMethod } from '../control-method.port.js';
import { noParams } from '../params.js';
import { Presence, type PresenceEntry } from '../presence.service.js';

@Injectable()
export class SystemPresenceMethod implements ControlMethod {
  readonly name = 'system-presence';
  readonly scope = 'operator.read';
  readonly wholeGateway = true;
  readonly summary = 'The gateway and who is connected to it, as a list';
  readonly params = noParams;

  constructor(private readonly presence: Presence) {}

  handle(): PresenceEntry[] {
    return this.presence.list();
  }
}
