import { Injectable } from '@nestjs/common';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { noParams } from '../params.js';

@Injectable()
export class SessionsSubscribeMethod implements ControlMethod {
  readonly name = 'sessions.subscribe';
  readonly scope = 'operator.read';
  readonly summary = 'Lets this connection get `sessions.changed` events';
  readonly params = noParams;

  handle(_params: object, call: MethodCall): { subscribed: true } {
    call.followSessions();
    return { subscribed: true };
  }
}
