import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectNoMoreThanDecorators, likeRequest } from '../../../test/support/request-arbitraries.js';
import { InvalidRequestError } from '../../common/gateway-error.js';
import { isPlainlyValid } from './plainly-valid.js';
import { responsesFields } from './responses-fields.js';
import { ResponsesRequestDto } from './responses-request.dto.js';
import { readResponsesRequest } from './responses-request.js';

const fieldName = fc.constantFrom(...Object.keys(responsesFields));
const wireNames = [
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
];
const words = [
  'user',
  'assistant',
  'message',
  'function_call',
  'function_call_output',
  'reasoning',
  'item_reference',
  'input_text',
  'input_image',
  'input_file',
  'output_text',
  'function',
  'allowed_tools',
  'json_schema',
  'base64',
];
const part = likeRequest(wireNames, words);

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
      fc.dictionary(fc.oneof(fieldName, fc.string()), part),
      fc.tuple(fieldName, part).map(([name, value]) => ({ input: 'hi', [name]: value })),
      part.map((value) => ({ input: [value] })),
      part.map((value) => ({ input: [{ role: 'user', content: [value] }] })),
      part.map((value) => ({ input: [{ type: 'function_call_output', call_id: 'c', output: [value] }] })),
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
  it('never accepts what the decorators refuse', () => {
    expectNoMoreThanDecorators(isPlainlyValid, ResponsesRequestDto, Object.keys(responsesFields));
  });

  it('accepts the common request, and no field that it does not know', () => {
    expect(isPlainlyValid({ model: 'openclaw', input: 'hi', stream: true, max_output_tokens: 100 })).toBe(true);
    expect(isPlainlyValid({ model: 'openclaw', truncation: 'auto' })).toBe(false);
    expect(isPlainlyValid({ constructor: 1 })).toBe(false);
  });
});
