import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { type Signed, assertionOf, makeOwnerAssertions, signed } from '../../../test/support/owner-assertions.js';
import { assertedBody } from './owner-assertion.js';
import { OwnerAssertions } from './owner-assertions.service.js';

const header = 'X-OpenClaw-Owner-Assertion';

describe(OwnerAssertions.name, () => {
  let clock: FakeClock;
  let sut: OwnerAssertions;
  let second: number;

  beforeEach(() => {
    clock = new FakeClock();
    sut = makeOwnerAssertions({}, clock);
    second = clock.now() / 1000;
  });

  /** What becomes of a request that sends these values of the header. */
  const judge = (values: string[], at: Partial<Signed> = {}) => {
    const { method, target, key } = signed(at);
    return sut.judge({ method, target, rawHeaders: values.flatMap((value) => [header, value]) }, key);
  };
  const fault = (values: string[], at?: Partial<Signed>): string => {
    const verdict = judge(values, at);
    return verdict.kind === 'refused' ? verdict.fault : verdict.kind;
  };

  it('C6: takes what is signed for this very request, and says for which body', () => {
    const body = Buffer.from('{"model":"openclaw"}');
    expect(judge([assertionOf(signed({ body: body.toString() }))])).toEqual({
      kind: 'valid',
      assertedBody: assertedBody(body),
    });
  });

  it('C6: has no opinion where nothing is sent, and ignores all where it is switched off', () => {
    expect(judge([])).toEqual({ kind: 'absent' });
    sut = makeOwnerAssertions(undefined, clock);
    expect([fault([]), fault(['nonsense']), fault([assertionOf(signed())])]).toEqual(['absent', 'ignored', 'ignored']);
  });

  it.each<[string, Partial<Signed>]>([
    ['path', { target: '/v1/responses' }],
    ['query', { target: '/v1/chat/completions?x=1' }],
    ['method', { method: 'GET' }],
    ['key', { key: 'key:other' }],
    ['key that begins alike', { key: 'key:sit' }],
  ])('C6: does not take it for another %s', (_name, at) => {
    expect(fault([assertionOf(signed())], at)).toBe('wrong');
  });

  it('C6: does not take what was signed with another secret', () => {
    expect(fault([assertionOf(signed({ secret: 'another-secret-of-more-than-32-bytes' }))])).toBe('wrong');
  });

  it.each(['key', 'time', 'nonce', 'body', 'sig'])('C6: does not take it with a changed %s', (name) => {
    const whole = assertionOf(signed());
    const changed = whole.replace(new RegExp(`${name}=(.)`), (_all, first: string) => {
      return `${name}=${first === '1' ? '2' : '1'}`;
    });
    expect(changed).not.toBe(whole);
    expect(fault([changed])).toBe('wrong');
    expect(fault([whole])).toBe('valid');
  });

  it('C6: takes the header once only, also where both are right or both are the same', () => {
    const whole = assertionOf(signed());
    expect([fault([whole, assertionOf(signed())]), fault([whole, whole]), fault(['', whole])]).toEqual([
      'malformed',
      'malformed',
      'malformed',
    ]);
  });

  it('C6: takes each one once', () => {
    const whole = assertionOf(signed());
    expect([fault([whole]), fault([whole]), fault([whole])]).toEqual(['valid', 'replayed', 'replayed']);
  });

  it('C6: takes the nonce of another key', () => {
    const nonce = 'the-same-for-both-of-them';
    expect(fault([assertionOf(signed({ nonce }))])).toBe('valid');
    expect(fault([assertionOf(signed({ nonce, key: 'key:other' }))], { key: 'key:other' })).toBe('valid');
  });

  it('C6: takes what is at most as old as is set, or as far ahead', async () => {
    await clock.advance(120_000);
    const now = second + 120;
    const of = (time: number) => fault([assertionOf(signed({ time }))]);
    expect([of(now - 60), of(now - 61), of(now + 60), of(now + 61)]).toEqual(['valid', 'stale', 'valid', 'stale']);
  });

  it('C6: knows what it has taken until it is too old', async () => {
    const whole = assertionOf(signed({ time: second + 60 }));
    expect(fault([whole])).toBe('valid');
    for (let seconds = 0; seconds < 120; seconds += 1) {
      expect(fault([whole])).toBe('replayed');
      await clock.advance(1_000);
    }
    await clock.advance(1_000);
    expect(fault([whole])).toBe('stale');
  });

  it('C6: takes nothing from before its start, since it does not know what was used then', async () => {
    const before = assertionOf(signed({ time: second }));
    await clock.advance(1_000);
    sut = makeOwnerAssertions({}, clock);
    expect(fault([before])).toBe('stale');
    expect(fault([assertionOf(signed({ time: second + 1 }))])).toBe('valid');
  });

  it('C6: says nothing of time and nonce to whoever cannot sign', () => {
    const nonce = 'one-that-has-been-used-already';
    fault([assertionOf(signed({ nonce }))]);
    const secret = 'another-secret-of-more-than-32-bytes';
    expect(fault([assertionOf(signed({ nonce, secret }))])).toBe('wrong');
    expect(fault([assertionOf(signed({ time: 5, secret }))])).toBe('wrong');
  });

  it('C6: of 200 at once with one nonce takes one', () => {
    const whole = assertionOf(signed());
    const faults = Array.from({ length: 200 }, () => fault([whole]));
    expect(faults.filter((each) => each === 'valid')).toHaveLength(1);
  });

  it('C6, property: it is valid for exactly the request that was signed', () => {
    const part = fc.record({
      method: fc.constantFrom('GET', 'POST', 'DELETE'),
      target: fc.constantFrom('/v1/chat/completions', '/v1/responses', '/v1/responses?stream=true', '/'),
      key: fc.constantFrom('key:site', 'key:other', 'shared-token', 'user:ada@example.org'),
      secret: fc.constantFrom(
        'a-secret-of-the-tests-with-more-than-32-bytes',
        'A-secret-of-the-tests-with-more-than-32-bytes',
      ),
      skew: fc.integer({ min: -70, max: 70 }),
    });
    const start = clock.now();
    fc.assert(
      fc.property(part, part, (of, sent) => {
        clock = new FakeClock(start);
        sut = makeOwnerAssertions({}, clock);
        const time = second + of.skew;
        const isSame = of.method === sent.method && of.target === sent.target && of.key === sent.key;
        const isRight = isSame && of.secret.startsWith('a');
        const isFresh = of.skew >= 0 && of.skew <= 60;
        const expected = isRight ? (isFresh ? 'valid' : 'stale') : 'wrong';
        expect(fault([assertionOf(signed({ ...of, time }))], sent)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
