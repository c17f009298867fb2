import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { readCompaction, toCompactionItem } from './compaction-item.js';

const path = 'input[0].encrypted_content';

describe('CompactionItem', () => {
  it.each(['The key is under the mat.', 'Schlüssel 🔑\n\n"quoted"', ' '])(
    'reads back what was put there: %j',
    (text) => {
      const item = toCompactionItem('1_0', text);
      expect(item).toMatchObject({ id: 'cmp_1_0', type: 'compaction' });
      expect(readCompaction(item.encrypted_content, path)).toBe(text);
    },
  );

  it.each([
    ['nothing', ''],
    ['an empty summary', 'openclaw-1.'],
    ['what another service made', 'gAAAAABpM0Yj'],
    ['another form', 'openclaw-2.aGk'],
    ['what was cut', toCompactionItem('1_0', 'under the mat').encrypted_content.slice(0, -1)],
    ['what is not base64', 'openclaw-1.a b'],
  ])('refuses %s, and says what it takes', (_name, content) => {
    expect(thrownBy(() => readCompaction(content, path))).toMatchObject({
      status: 400,
      code: 'invalid_value',
      param: path,
      message: expect.stringContaining('/v1/responses/compact'),
    });
  });
});
