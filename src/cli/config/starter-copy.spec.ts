import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import JSON5 from 'json5';
import { starterConfigPath } from '../../config/load/config-source.js';
import { starterCopy as sut } from './starter-copy.js';

describe('starterCopy', () => {
  it('says the same as the starter, but for what holds only in its place', () => {
    const starter = readFileSync(starterConfigPath, 'utf8');
    const copy = sut(starter);
    const { $schema, ...rest } = JSON5.parse(starter);
    expect($schema).toBe('./openclaw.schema.json');
    expect(JSON5.parse(copy)).toEqual(rest);
    expect(copy).toMatch(/^\/\/ Made from the starter configuration of the gateway\.\n/);
    expect(copy).not.toContain('it runs as it is');
    expect(copy).toMatch(/^\{\n {2}gateway: \{$/m);
  });

  it('takes a starter without $schema and without a heading', () => {
    expect(sut('{ a: 1 }')).toMatch(/\n\{ a: 1 \}$/);
  });
});
