import { describe, expect, it } from '@jest/globals';
import { receiptEnd } from './tool-receipt.js';

describe(receiptEnd.name, () => {
  it.each([
    ['ok', 'completed'],
    ['error', 'failed'],
    ['refused', 'failed'],
    ['aborted', 'incomplete'],
  ])('says to everybody what %s comes to: %s', (outcome, status) => {
    expect(receiptEnd('names', { outcome, result: 'x' })).toEqual({ status });
    expect(receiptEnd('full', { outcome, result: 'x' })).toEqual({ status, outcome, output: 'x' });
  });
});
