import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ReceivedBytes, type ReceivedShare } from './received-bytes.js';

describe(ReceivedBytes.name, () => {
  let sut: ReceivedBytes;
  let cut: string[];
  beforeEach(() => {
    sut = new ReceivedBytes(100);
    cut = [];
  });

  const open = (name: string, bytes = 0): ReceivedShare => {
    const share = sut.open(() => cut.push(name));
    share.add(bytes);
    return share;
  };

  it('lets all together hold as much as they may', () => {
    for (const name of ['a', 'b', 'c', 'd']) open(name, 25);
    expect(cut).toEqual([]);
  });

  it('cuts off whoever holds most, not whoever comes last, and does so once', () => {
    const [large, small] = [open('large', 60), open('small', 35)];
    small.add(6);
    expect(cut).toEqual(['large']);
    large.add(1_000);
    expect([cut, small.bytes]).toEqual([['large'], 41]);
  });

  it('cuts off as many as it takes, also the one that grows', () => {
    for (const name of ['a', 'b']) open(name, 40);
    open('vast', 150);
    expect(cut).toEqual(['vast']);
    open('half', 50);
    expect(cut).toEqual(['vast', 'half']);
    for (const name of ['c', 'd']) open(name, 30);
    expect(cut).toEqual(['vast', 'half', 'a']);
  });

  it('does not count what has been served, or has ended', () => {
    const [served, ended] = [open('served', 50), open('ended', 50)];
    served.add(-50);
    ended.close();
    ended.close();
    open('next', 100);
    expect(cut).toEqual([]);
  });

  it('stands it that what is cut off closes its own', () => {
    const cutOff = jest.fn(() => share.close());
    const share = sut.open(cutOff);
    share.add(101);
    open('next', 100);
    expect([cutOff.mock.calls.length, cut]).toEqual([1, []]);
  });
});
