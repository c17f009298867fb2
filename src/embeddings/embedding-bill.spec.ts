import { beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddingNotSupportedError } from '../providers/embedding-not-supported.error.js';
import { ProviderError } from '../providers/provider.errors.js';
import { EmbeddingBill } from './embedding-bill.js';

describe(EmbeddingBill.name, () => {
  let sut: EmbeddingBill;

  beforeEach(() => {
    sut = new EmbeddingBill(40);
  });

  it('is nothing until a provider is asked, and what it counted in the end', () => {
    expect(sut.tokens).toBe(0);
    sut.asked();
    sut.answered(25);
    expect(sut.tokens).toBe(25);
  });

  it('is the estimate while the answer is under way, and where the provider did not count', () => {
    sut.asked();
    expect(sut.tokens).toBe(40);
    sut.answered(0);
    expect(sut.tokens).toBe(40);
  });

  it.each([
    { kind: 'rejected', tokens: 0 },
    { kind: 'upstream', status: 503, tokens: 0 },
    { kind: 'connect', tokens: 0 },
    { kind: 'withheld', tokens: 0 },
    { kind: 'timeout', tokens: 40 },
    { kind: 'cut', tokens: 40 },
    { kind: 'aborted', tokens: 40 },
    { kind: 'upstream', tokens: 40 },
  ] as const)('a call that fails so is billed so: %j', ({ kind, tokens, ...options }) => {
    sut.asked();
    sut.failed(new ProviderError(kind, 'it failed', options));
    expect(sut.tokens).toBe(tokens);
  });

  it('what the gateway cannot send is billed nothing', () => {
    sut.asked();
    sut.failed(new EmbeddingNotSupportedError('no-tokens'));
    expect(sut.tokens).toBe(0);
  });
});
