import { Setting } from './settings/setting.decorator.js';
import { integer, string } from './settings/setting-types.js';

/** In seconds. Used assertions are remembered for so long whatever is set, since a reload may set more than before. */
export const longestAssertionAge = 300;

const shortestSecretBytes = 32;

const longSecret = string(
  `a secret of ${shortestSecretBytes} bytes or more, e.g. of \`openssl rand -hex 32\``,
  (value) => Buffer.byteLength(value) >= shortestSecretBytes,
);

/** Signed requests may be the owner's although their key is not. */
export class OwnerAssertionConfig {
  @Setting({
    type: longSecret,
    description: 'What front ends sign with, of 32 bytes or more; best as `${ENV_NAME}`.',
    required: true,
    secret: true,
  })
  secret: string;

  @Setting({
    type: integer({ min: 1, max: longestAssertionAge }),
    description: 'How far the time of a signature may be from the time of the gateway, in seconds.',
  })
  maxAgeSeconds = 60;
}
