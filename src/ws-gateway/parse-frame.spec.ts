import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ParsedFrame, parseFrame } from './parse-frame.js';

function fault(problem: string, id = 'invalid', closeCode = 1008): ParsedFrame {
  const error = { code: 'INVALID_REQUEST' as const, message: `invalid request frame: ${problem}` };
  return { kind: 'fault', id, error, closeCode };
}

describe('parseFrame', () => {
  it('reads a request, with or without parameters', () => {
    expect(parseFrame('{"type":"req","id":"1","method":"health","more":1}')).toEqual({
      kind: 'request',
      frame: { type: 'req', id: '1', method: 'health', params: undefined },
    });
    expect(parseFrame('{"type":"req","id":"1","method":"health","params":[1]}')).toMatchObject({
      frame: { params: [1] },
    });
  });

  it.each(['', ' ', '{', 'undefined', "{'type':'req'}", '\u0000'])('%j is no JSON', (text) => {
    expect(parseFrame(text)).toEqual(fault('it is not JSON', 'invalid', 1007));
  });

  it.each([
    ['7', 'must be an object', 'invalid'],
    ['[]', 'must be an object', 'invalid'],
    ['null', 'must be an object', 'invalid'],
    ['{}', 'at /id: must be a short string', 'invalid'],
    ['{"id":""}', 'at /id: must be a short string', 'invalid'],
    [`{"id":"${'x'.repeat(257)}"}`, 'at /id: must be a short string', 'invalid'],
    ['{"id":"1"}', 'at /type: must be equal to "req"', '1'],
    ['{"id":"1","type":"res"}', 'at /type: must be equal to "req"', '1'],
    ['{"id":"1","type":"req"}', 'at /method: must be a string', '1'],
    ['{"id":"1","type":"req","method":""}', 'at /method: must be a string', '1'],
  ])('%s: %s', (text, problem, id) => {
    expect(parseFrame(text)).toEqual(fault(problem, id));
  });

  it('refuses what is nested too deeply, however deep, and says whose request it was', () => {
    const nested = (depth: number): string =>
      `{"type":"req","id":"deep","method":"m","params":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(parseFrame(nested(63)).kind).toBe('request');
    for (const depth of [64, 1_000_000]) {
      expect(parseFrame(nested(depth))).toMatchObject({ kind: 'fault', id: 'deep', closeCode: 1008 });
    }
  });

  it('takes names that mean something to the language as plain names', () => {
    const parsed = parseFrame('{"type":"req","id":"1","method":"__proto__","params":{"__proto__":{"polluted":1}}}');
    expect(parsed).toMatchObject({ kind: 'request', frame: { method: '__proto__' } });
    expect({}).not.toHaveProperty('polluted');
  });

  it('never throws, and gives back what was sent', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseFrame(text).kind === 'fault'));
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        expect(parseFrame(json)).not.toMatchObject({ closeCode: 1007 });
      }),
    );
    const names = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(names, names, fc.jsonValue({ maxDepth: 4 }), (id, method, params) => {
        const parsed = parseFrame(JSON.stringify({ type: 'req', id, method, params }));
        const frame = { type: 'req', id, method, params: JSON.parse(JSON.stringify(params)) };
        expect(parsed).toEqual({ kind: 'request', frame });
      }),
    );
  });
});
