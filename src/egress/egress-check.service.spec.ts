import { describe, expect, it } from '@jest/globals';
import { MemoryAuditLog } from '../../test/support/audit-fixtures.js';
import type { OutgoingRequest } from '../providers/request-inspector.js';
import { RequestWithheldError } from '../providers/request-withheld.error.js';
import { EgressCheck } from './egress-check.service.js';
import { FactSearch } from './fact-search.js';
import type { FactsInForce } from './facts-in-force.service.js';

const words = { gateway: () => '', caller: () => '', attachments: () => [] };
const request = (body: string): OutgoingRequest => ({ target: '/v1', headers: '', body, ownSecrets: () => [] });

function make() {
  const audit = new MemoryAuditLog();
  const facts = { search: new FactSearch([{ kind: 'host name', value: 'canary-host' }]) } as unknown as FactsInForce;
  const sut = new EgressCheck(facts, audit);
  const inspectorOf = (publicMode: boolean) =>
    sut.inspectorFor({ agent: { id: 'front-desk', publicMode }, runId: 'run_1', words });
  return { sut, audit, inspectorOf };
}

describe(EgressCheck.name, () => {
  it('G5: has nothing to do with an agent that is not public', () => {
    expect(make().inspectorOf(false)).toBeUndefined();
  });

  it('G5: lets a clean request go, and counts and writes down each that tells', () => {
    const { sut, audit, inspectorOf } = make();
    const inspect = inspectorOf(true);
    expect(() => inspect?.(request('clean'))).not.toThrow();
    expect([sut.refused, audit.events]).toEqual([0, []]);
    for (let turn = 1; turn <= 3; turn++) {
      expect(() => inspect?.(request('on canary-host'))).toThrow(RequestWithheldError);
      expect(sut.refused).toBe(turn);
    }
    const event = { kind: 'egress.refused', run: 'run_1', agent: 'front-desk', fact: 'host name' };
    expect(audit.events).toEqual([event, event, event]);
  });

  it('G5: refuses also where the audit log cannot be written', () => {
    const { audit, inspectorOf } = make();
    audit.isFull = true;
    expect(() => inspectorOf(true)?.(request('canary-host'))).toThrow('the host name of this host was found');
  });

  it('G5: the error does not repeat the fact', () => {
    expect(() => make().inspectorOf(true)?.(request('canary-host'))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('canary') }),
    );
  });
});
