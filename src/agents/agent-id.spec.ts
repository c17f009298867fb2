import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { GatewayError } from '../common/gateway-error.js';
import { parseAgentId } from './agent-id.js';

function refusalOf(given: string): unknown {
  try {
    return parseAgentId(given, 'model');
  } catch (error) {
    return error;
  }
}

describe(parseAgentId.name, () => {
  it.each([
    ['main', 'main'],
    ['MAIN', 'main'],
    [' Front-Desk ', 'front-desk'],
    ['0', '0'],
    ['a_b-9', 'a_b-9'],
    ['a'.repeat(64), 'a'.repeat(64)],
  ])('E2: takes %j and folds it to %j', (given, id) => {
    expect(parseAgentId(given, 'model')).toBe(id);
  });

  it.each([
    '',
    ' ',
    '-main',
    '_main',
    'a'.repeat(65),
    'a b',
    'a:b',
    'a/b',
    '../main',
    'main\u0000',
    'ma\u0131n',
    'mаin',
    '__proto__',
    'main%20',
  ])('E2: refuses %j with 400 and names the field', (given) => {
    expect(refusalOf(given)).toMatchObject({ status: 400, param: 'model', code: 'invalid_agent_id' });
  });

  it('E2: whatever is given, the result is an id or the refusal is a 400', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (given) => {
        const result = refusalOf(given);
        if (typeof result === 'string') expect(result).toMatch(/^[a-z0-9][a-z0-9_-]{0,63}$/);
        else expect(result).toBeInstanceOf(GatewayError);
      }),
    );
  });
});
