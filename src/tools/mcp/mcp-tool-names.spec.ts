import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { normalizeToolName } from '../policy/tool-name.js';
import { mcpToolNames } from './mcp-tool-names.js';

const namesOf = (own: string[], server = 'srv') => [...mcpToolNames(server, own)];

describe('mcpToolNames', () => {
  it('puts the server before the tool, and replaces what tool names cannot have', () => {
    expect(namesOf(['get-sum', 'files.read', 'größe'])).toEqual([
      ['get-sum', 'srv__get-sum'],
      ['files.read', 'srv__files_read'],
      ['größe', 'srv__gr__e'],
    ]);
  });

  it('cuts what is too long, and tells apart what then looks alike', () => {
    const long = 'x'.repeat(100);
    const [[, first], [, second]] = namesOf([`${long}a`, `${long}b`]) as [[string, string], [string, string]];
    expect([first, second]).toEqual([
      expect.stringMatching(/^srv__x+_[0-9a-f]{8}$/),
      expect.stringMatching(/^srv__x+_[0-9a-f]{8}$/),
    ]);
    expect(first).toHaveLength(64);
    expect(first).not.toBe(second);
  });

  it('leaves a plain name to the tool that has it', () => {
    const names = new Map(namesOf(['a.b', 'a_b', 'A-B']));
    expect(names.get('A-B')).toBe('srv__A-B');
    expect(names.get('a_b')).toMatch(/^srv__a_b_[0-9a-f]{8}$/);
    expect(names.get('a.b')).toMatch(/^srv__a_b_[0-9a-f]{8}$/);
  });

  it('gives names that fit, that rules tell apart, and that do not depend on the order, whatever a server calls its tools', () => {
    const own = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a.b', 'a_b', 'a-b', 'A_B', 'a b'),
      fc.string({ minLength: 60 }),
    );
    fc.assert(
      fc.property(fc.array(own), fc.constantFrom('srv', `s${'-long'.repeat(6)}x`), (list, server) => {
        const names = mcpToolNames(server, list);
        const values = [...names.values()];
        expect(values.every((name) => /^[a-zA-Z0-9_-]{1,64}$/.test(name) && name.startsWith(`${server}__`))).toBe(true);
        expect(new Set(values.map(normalizeToolName)).size).toBe(new Set(list).size);
        const reversed = mcpToolNames(server, [...list].reverse());
        expect(list.map((each) => reversed.get(each))).toEqual(list.map((each) => names.get(each)));
      }),
    );
  });
});
