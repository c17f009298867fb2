import { describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '../audit-event.js';
import { chainStart, readLine, sealLine } from './audit-line.js';

const lineOf = (event: AuditEntry['event']) => {
  const { text } = sealLine({ time: 0, event }, chainStart);
  return readLine(Buffer.from(text.slice(0, -1)));
};

describe(sealLine.name, () => {
  it('M3: cuts lists to 50 entries and their texts to 256 characters, and the line is intact', () => {
    const parts = Array.from({ length: 60 }, (_, index) => `${index}`.padEnd(300, 'x'));
    for (const event of [
      { kind: 'config.reloaded', changed: parts } as const,
      { kind: 'config.refused', problems: 60, parts } as const,
    ]) {
      const line = lineOf(event);
      const list = line?.record['changed'] ?? line?.record['parts'];
      expect(line?.isIntact).toBe(true);
      expect(list).toHaveLength(50);
      for (const text of list as string[]) expect(text.length).toBeLessThanOrEqual(256);
    }
  });

  it('M3: leaves lists of 50 entries as they are', () => {
    const changed = Array.from({ length: 50 }, (_, index) => `part-${index}`);
    expect(lineOf({ kind: 'config.reloaded', changed })?.record['changed']).toEqual(changed);
  });
});
