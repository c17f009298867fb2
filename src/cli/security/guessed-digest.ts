import { secretDigest } from '../../common/secret-digest.js';
import { type SecretWeakness, firstGuesses } from '../doctor/secret-weakness.js';

/** Of the keys in the examples of the documentation, which were thrown away: nobody has them. */
const exampleDigests: ReadonlySet<string> = new Set([
  'sha256:710f9422c46a129f6c73f967bec0fb3de367ff06d037bd970f7d20e75a6948e7',
  'sha256:93cbfcdc44a268cea61b8604bebde59b4d7915551d4a99834935cee7e388befb',
]);

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
/** Numbers are tried up to this many digits. */
const mostDigits = 4;
const endings = ['', '1', '12', '123', '1234', '12345', '123456', '!', '2024', '2025', '2026', '2027'];

/** Why a digest in the place of a key keeps nobody out; undefined where nothing speaks for it. `name` of the key is tried too. */
export function digestWeakness(hash: string, name: string): SecretWeakness | undefined {
  if (exampleDigests.has(hash)) {
    return { status: 'warning', what: 'has the digest of an example; the key to it was thrown away' };
  }
  const isGuessed = commonDigests().has(hash) || variantsOf(name).some((guess) => secretDigest(guess) === hash);
  return isGuessed ? { status: 'problem', what: 'is among the first that everybody tries' } : undefined;
}

let known: ReadonlySet<string> | undefined;

/** Some twenty thousand; made when they are first asked for. */
function commonDigests(): ReadonlySet<string> {
  known ??= new Set([...shortTexts(), ...numbers(), ...Array.from(firstGuesses).flatMap(variantsOf)].map(secretDigest));
  return known;
}

function shortTexts(): string[] {
  return ['', ...printable, ...printable.flatMap((first) => printable.map((second) => first + second))];
}

function numbers(): string[] {
  const lengths = Array.from({ length: mostDigits }, (_, index) => index + 1);
  return lengths.flatMap((length) =>
    Array.from({ length: 10 ** length }, (_, value) => String(value).padStart(length, '0')),
  );
}

function variantsOf(word: string): string[] {
  const spellings = [word, word.toUpperCase(), word.slice(0, 1).toUpperCase() + word.slice(1)];
  return spellings.flatMap((spelling) => endings.map((ending) => spelling + ending));
}
