import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { readStart as sut } from './read-start.js';

describe('readStart', () => {
  it('begins with the first event for whoever names none, also in an empty log', () => {
    expect(sut({ query: {}, lastEventId: undefined, end: 5 })).toBe(0);
    expect(sut({ query: {}, lastEventId: '', end: 0 })).toBe(0);
  });

  it('begins after the event of the header, else of the query', () => {
    expect(sut({ query: { after: '1' }, lastEventId: undefined, end: 5 })).toBe(2);
    expect(sut({ query: { after: '1' }, lastEventId: '4', end: 5 })).toBe(5);
  });

  it.each(['5', '-1', 'x', '1.5', '99999999999999999999'])('refuses %j as no event of five, naming it', (given) => {
    expect(thrownBy(() => sut({ query: { after: given }, lastEventId: undefined, end: 5 }))).toMatchObject({
      status: 400,
      param: 'after',
    });
    expect(thrownBy(() => sut({ query: { after: '1' }, lastEventId: given, end: 5 }))).toMatchObject({
      status: 400,
      param: 'Last-Event-ID',
    });
  });
});
