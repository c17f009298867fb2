import { describe, expect, it } from '@jest/globals';
import { InternalError } from './internal-error.js';

describe(InternalError.name, () => {
  it('C5: keeps its cause for the log and tells the caller only what to do', () => {
    const cause = new Error('planted secret');
    const sut = new InternalError(cause);
    expect(sut).toMatchObject({ status: 500, type: 'server_error', code: 'server_error', retryable: true, cause });
    expect(sut.message).toContain('x-request-id');
    expect(sut.message).not.toContain('planted');
  });
});
