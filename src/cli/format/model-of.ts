import type { AgentRow } from '../../gateway-protocol/method-payloads.js';
import { type Unread, objectOf, textOf } from '../read-payload.js';

/** The model that an agent of `agents.list` asks first; empty where it is not told. Gateways may also give it as a text. */
export function modelOf({ model }: Unread<AgentRow>): string {
  return textOf(model) || textOf(objectOf<AgentRow['model']>(model).primary);
}
