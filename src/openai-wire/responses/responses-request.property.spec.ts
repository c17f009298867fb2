import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { InvalidRequestError } from '../../common/gateway-error.js';
import { isPlainlyValid } from './plainly-valid.js';
import { responsesFields } from './responses-fields.js';
import { ResponsesRequestDto } from './responses-request.dto.js';
import { readResponsesRequest } from './responses-request.js';

const fieldName = fc.constantFrom(...Object.keys(responsesFields));
const wireName = fc.constantFrom(
  ...[
    'role',
    'content',
    'type',
    'text',
    'name',
    'call_id',
    'output',
    'arguments',
    'source',
    'id',
    'summary',
    '__proto__',
  ],
);
const word = fc.constantFrom(
  ...['user', 'assistant', 'message', 'function_call', 'function_call_output', 'reasoning', 'item_reference'],
  ...['input_text', 'input_image', 'input_file', 'output_text', 'function', 'allowed_tools', 'json_schema', 'base64'],
);

/** JSON that often looks like a part of a request. */
const { value: likeRequest } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(word, fc.jsonValue({ maxDepth: 1 })),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(wireName, fc.string()), tie('value'), { maxKeys: 5 }),
  ),
}));

function refusalOf(body: unknown): unknown {
  try {
    readResponsesRequest(body, { compat: 'warn' });
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('readResponsesRequest', () => {
  it('B5: answers any JSON with a request or a status 400 that names a field', () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.oneof(fieldName, fc.string()), likeRequest),
      fc.tuple(fieldName, likeRequest).map(([name, value]) => ({ input: 'hi', [name]: value })),
      likeRequest.map((value) => ({ input: [value] })),
      likeRequest.map((value) => ({ input: [{ role: 'user', content: [value] }] })),
      likeRequest.map((value) => ({ input: [{ type: 'function_call_output', call_id: 'c', output: [value] }] })),
    );
    fc.assert(
      fc.property(body, (value) => {
        const error = refusalOf(JSON.parse(JSON.stringify(value)));
        if (error === undefined) return;
        expect(error).toBeInstanceOf(InvalidRequestError);
        expect(error).toMatchObject({ status: 400, param: expect.stringMatching(/./) });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('isPlainlyValid', () => {
  const edge = fc.constantFrom<unknown>(
    -1,
    -0.1,
    0,
    0.5,
    1,
    2,
    2.1,
    15,
    16,
    16.5,
    NaN,
    2 ** 53,
    '1',
    true,
    null,
    [],
    {},
  );
  const fields = fc.dictionary(fieldName, fc.oneof(edge, fc.anything()), { maxKeys: 6 });

  it('never accepts what the decorators refuse', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fields, (given) => {
        if (!isPlainlyValid(given)) return;
        accepted += 1;
        const dto = Object.assign(new ResponsesRequestDto(), given);
        expect(validateSync(dto, { forbidUnknownValues: false })).toEqual([]);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('accepts the common request, and no field that it does not know', () => {
    expect(isPlainlyValid({ model: 'openclaw', input: 'hi', stream: true, max_output_tokens: 100 })).toBe(true);
    expect(isPlainlyValid({ model: 'openclaw', truncation: 'auto' })).toBe(false);
    expect(isPlainlyValid({ constructor: 1 })).toBe(false);
  });
});
