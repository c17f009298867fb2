import { beforeEach, describe, expect, it } from '@jest/globals';
import { someEvent } from '../../../test/support/audit-fixtures.js';
import type { AuditEntry } from '../audit-event.js';
import { AuditBacklog } from './audit-backlog.js';

const entry = (time: number): AuditEntry => ({ time, event: someEvent() });
const entries = (count: number, from = 0) => Array.from({ length: count }, (_, index) => entry(from + index));

describe(AuditBacklog.name, () => {
  let sut: AuditBacklog;

  beforeEach(() => {
    sut = new AuditBacklog();
  });

  const keep = (all: AuditEntry[]): void => all.forEach((each) => sut.keep(each));

  it('M3: keeps a thousand entries, the oldest ones, and counts the others', () => {
    keep(entries(1_002));
    expect(sut.take()).toEqual({ entries: entries(1_000), missed: 2 });
    expect(sut.take()).toEqual({ entries: [], missed: 0 });
  });

  it('M3: puts back what could not be written before what came since', () => {
    keep(entries(2));
    const waiting = sut.take();
    keep(entries(2, 2));
    sut.putBack(waiting);
    expect(sut.take()).toEqual({ entries: entries(4), missed: 0 });
  });

  it('M3: counts what was missed before, what was missed since, and what has no room together', () => {
    keep(entries(1_007));
    const waiting = sut.take();
    keep(entries(30, 2_000));
    sut.putBack(waiting);
    expect(sut.take()).toEqual({ entries: entries(1_000), missed: 37 });
    keep(entries(1_003));
    sut.putBack({ entries: [], missed: 4 });
    expect(sut.take().missed).toBe(7);
  });
});
