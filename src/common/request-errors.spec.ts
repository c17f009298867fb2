import { describe, expect, it } from '@jest/globals';
import { invalidValue, missing, unsupportedParameter, unsupportedValue } from './request-errors.js';

describe('request errors', () => {
  it.each([
    [invalidValue('n', 'expected 1'), 'invalid_value', "Invalid value for 'n': expected 1."],
    [missing('n'), 'missing_required_parameter', "Missing required parameter: 'n'."],
    [unsupportedValue('n', 'Send 1.'), 'unsupported_value', 'Send 1.'],
    [unsupportedParameter('n', 'Leave it out.'), 'unsupported_parameter', 'Leave it out.'],
  ])('B9: a 400 names the field: %s', (error, code, message) => {
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', param: 'n', code, message });
  });
});
