import { Injectable } from '@nestjs/common';
import type { ControlMethod } from '../control-method.port.js';
import { noParams } from '../params.js';

/** Clients ask for it when they start. What a tool may do is decided by the configuration, so nothing ever waits. */
@Injectable()
export class PluginApprovalListMethod implements ControlMethod {
  readonly name = 'plugin.approval.list';
  readonly scope = 'operator.read';
  readonly summary = 'Approvals that wait for the operator, as a list: there are never any';
  readonly params = noParams;

  handle(): never[] {
    return [];
  }
}
