import { describe, expect, it } from '@jest/globals';
import { ModelNotConfiguredError } from '../providers/model-not-configured.error.js';
import type { ModelRegistryService } from '../providers/model-registry.service.js';
import { ModelOverride } from './model-override.service.js';

const owner = { isOwner: true };
const asked: string[] = [];

function resolve(ref: string): void {
  asked.push(ref);
  if (!ref.startsWith('fake/')) throw new ModelNotConfiguredError('There is no provider; there are: fake, secret-one.');
}

const sut = new ModelOverride({ resolve } as unknown as ModelRegistryService);

describe(ModelOverride.name, () => {
  it('gives nothing without the header, whoever asks', () => {
    expect(sut.read(undefined, owner)).toBeUndefined();
    expect(sut.read(undefined, { isOwner: false })).toBeUndefined();
  });

  it.each(['fake/model', 'fake/vendor/model:tag'])('gives the owner %s', (ref) => {
    expect(sut.read(ref, owner)).toBe(ref);
  });

  it.each(['fake/model', 'nobody/model', 'nonsense'])('refuses anybody else before it looks at %s', (ref) => {
    asked.length = 0;
    expect(() => sut.read(ref, { isOwner: false })).toThrow(
      expect.objectContaining({ status: 403, code: 'insufficient_permissions', param: 'x-openclaw-model' }),
    );
    expect(asked).toEqual([]);
  });

  it.each(['nobody/model', 'model', '/model', 'fake/', 'fake /model', 'fake/two words', `fake/${'m'.repeat(256)}`])(
    'refuses %s, and names the header and no other provider',
    (ref) => {
      const refused = expect.objectContaining({
        status: 400,
        code: 'invalid_value',
        param: 'x-openclaw-model',
        message: expect.stringMatching(/^(?!.*secret-one).*x-openclaw-model/),
      });
      expect(() => sut.read(ref, owner)).toThrow(refused);
    },
  );
});
