import type { HttpOutcome } from './http-asker.js';

/** Whether it is what `/healthz` of a gateway answers. */
export function isHealthy(outcome: HttpOutcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 200 && /^\s*\{\s*"ok"\s*:\s*true\s*\}\s*$/.test(outcome.body);
}
