import { describe, expect, it } from '@jest/globals';
import { millisecondsOf, pointInTime } from './point-in-time.js';

describe('pointInTime', () => {
  it.each([
    ['2027-01-31', Date.UTC(2027, 0, 31)],
    ['2028-02-29', Date.UTC(2028, 1, 29)],
    ['2027-01-31T18:00Z', Date.UTC(2027, 0, 31, 18)],
    ['2027-01-31T18:00:01.5+02:00', Date.UTC(2027, 0, 31, 16, 0, 1, 500)],
  ])('%s is a point in time', (text, milliseconds) => {
    expect([pointInTime.accepts(text), millisecondsOf(text)]).toEqual([true, milliseconds]);
  });

  it.each([
    '',
    '2027',
    '2027-1-31',
    '2027-02-29',
    '2027-13-01',
    '2027-01-31T18:00',
    '2027-01-31 18:00Z',
    'tomorrow',
    '1e3',
  ])('%j is none', (text) => {
    expect([pointInTime.accepts(text), millisecondsOf(text)]).toEqual([false, Number.NaN]);
  });
});
