import { describe, expect, it } from '@jest/globals';
import { isSecret } from './secret.js';

describe(isSecret.name, () => {
  it.each(['123456', 'not-a-real-key', 'ollama-test-key'])('C5: %j is one', (value) => {
    expect(isSecret(value)).toBe(true);
  });

  it.each(['', '12345', ' 12345 ', 'EMPTY', 'ollama', 'Ollama', ' lm-studio', 'sk-no-key-required'])(
    'C5: %j is none',
    (value) => {
      expect(isSecret(value)).toBe(false);
    },
  );
});
