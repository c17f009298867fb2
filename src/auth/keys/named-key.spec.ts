import { describe, expect, it } from '@jest/globals';
import { secretOf, storedKey } from '../../../test/support/key-file.js';
import { secretDigest } from '../../common/secret-digest.js';
import { storedEntries } from './named-key.js';

const sooner = '2027-01-01T00:00:00.000Z';
const later = '2027-01-02T00:00:00.000Z';

describe(storedEntries.name, () => {
  it.each<[string, string | undefined, string | undefined, string | undefined, boolean]>([
    ['the end of the overlap comes first', later, sooner, sooner, true],
    ['the key expires within the overlap', sooner, later, sooner, false],
    ['only the key expires', sooner, undefined, sooner, false],
    ['only the overlap ends', undefined, sooner, sooner, true],
    ['nothing ends', undefined, undefined, undefined, false],
  ])('C6: a replaced secret ends with what ends first: %s', (_what, ofKey, ofSecret, expected, isReplaced) => {
    const createdAt = '2026-01-01T00:00:00.000Z';
    const secrets = [
      { hash: secretDigest(secretOf('old')), createdAt, ...(ofSecret === undefined ? {} : { expiresAt: ofSecret }) },
      { hash: secretDigest(secretOf('new')), createdAt },
    ];
    const key = storedKey('ann', { secrets, ...(ofKey === undefined ? {} : { expiresAt: ofKey }) });
    const milliseconds = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
    expect(storedEntries(key).map(({ credential }) => credential.expiresAt)).toEqual([
      milliseconds(expected),
      milliseconds(ofKey),
    ]);
    expect(storedEntries(key).map((entry) => entry.isReplaced)).toEqual([isReplaced, false]);
  });
});
