import { answerHeaderNames } from './answer-header-names.js';
import type { HeaderDescription } from './describes.decorator.js';

/** Of every answer to a key that is limited. */
export const limitHeaders: Readonly<Record<string, HeaderDescription>> = {
  [answerHeaderNames.limitRequests]: count('Requests that the key may send within a minute.'),
  [answerHeaderNames.remainingRequests]: count('How many of them are left.'),
  [answerHeaderNames.resetRequests]: duration('How long until all of them are there again.'),
  [answerHeaderNames.limitTokens]: count('Tokens that the key may use within a minute, in and out.'),
  [answerHeaderNames.remainingTokens]: count('How many of them are left.'),
  [answerHeaderNames.resetTokens]: duration('How long until all of them are there again.'),
};

/** Of answers that say that something will work later. */
export const retryHeaders: Readonly<Record<string, HeaderDescription>> = {
  [answerHeaderNames.retryAfter]: count('Seconds after which to try again, where they are known.'),
  [answerHeaderNames.retryAfterMilliseconds]: count(
    'The same to the millisecond, where a limit of the key is reached.',
  ),
};

function count(description: string): HeaderDescription {
  return { description, schema: { type: 'integer', minimum: 0 } };
}

function duration(description: string): HeaderDescription {
  return { description: `${description} E.g. \`120ms\`, \`8.64s\` or \`6m0s\`.`, schema: { type: 'string' } };
}
