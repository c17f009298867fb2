import { isJsonObject } from '../../common/json.js';
import type { AgentAccepted } from '../../gateway-protocol/payloads.js';

const accepted: AgentAccepted['status'] = 'accepted';

/** Whether another answer to the same request will follow: only `agent` answers twice, and this is how its first answer is told. */
export function isFirstOfTwo(payload: unknown): boolean {
  return isJsonObject(payload) && payload['status'] === accepted;
}
