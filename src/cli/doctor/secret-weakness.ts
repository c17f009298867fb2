import { shortestSecret } from '../../common/secret.js';
import type { FindingStatus } from './doctor-check.js';

/** What follows the name of the secret in a sentence. */
export interface SecretWeakness {
  status: Exclude<FindingStatus, 'ok'>;
  what: string;
}

/** Characters; what is shorter can be guessed. */
const shortestGood = 16;
const fewestDifferent = 8;
/** Words that are in every list of first guesses, and what stands in examples; without digits and punctuation. */
export const firstGuesses: ReadonlySet<string> = new Set(
  (
    'admin administrator apikey authtoken changeit changeme changethis default demo example gateway gatewaytoken letmein ' +
    'mypassword mysecret mytoken openclaw openclawgateway openclawgatewaytoken openclawtoken pass passw passwd password ' +
    'passwordpassword qwerty qwertyuiop replaceme replacethisbyakeyofyourown root sample secret secrettoken supersecret test testing testtoken token ' +
    'welcome yourpassword yoursecret yourtoken yourtokenhere'
  ).split(' '),
);

/** Why somebody could guess a secret; undefined where nothing speaks for it. Never repeats the secret. */
export function weaknessOf(written: string): SecretWeakness | undefined {
  const secret = written.trim();
  const { length } = secret;
  if (length < shortestSecret) {
    return { status: 'problem', what: `has only ${length} characters; it can be guessed, and logs cannot mask it` };
  }
  if (firstGuesses.has(secret.toLowerCase().replaceAll(/[^a-z]/g, ''))) {
    return { status: 'problem', what: 'is among the first that everybody tries' };
  }
  if (length < shortestGood) return { status: 'warning', what: `has only ${length} characters` };
  if (isRepetition(secret)) return { status: 'problem', what: 'repeats a short text' };
  if (isSequence(secret)) return { status: 'problem', what: 'goes along the alphabet or the digits' };
  return new Set(secret).size < fewestDifferent ? { status: 'warning', what: 'repeats few characters' } : undefined;
}

/** One text of less than a good length, at least twice. */
function isRepetition(secret: string): boolean {
  const longest = Math.min(shortestGood - 1, Math.floor(secret.length / 2));
  const lengths = Array.from({ length: longest }, (_, index) => index + 1);
  return lengths.some((length) => secret === secret.slice(0, length).repeat(secret.length).slice(0, secret.length));
}

function isSequence(secret: string): boolean {
  const steps = Array.from(secret).slice(1);
  const small = steps.filter((letter, index) => Math.abs(letter.charCodeAt(0) - secret.charCodeAt(index)) <= 1);
  return small.length > steps.length / 2;
}
