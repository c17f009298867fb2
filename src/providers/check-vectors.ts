import { ProviderError } from './provider.errors.js';

/**
 * The vectors, one for each of `count` inputs, all of one length and of numbers that a 32-bit float can hold. Throws a `ProviderError` for
 * anything else, because whoever searches with a wrong vector finds the wrong thing and never learns why.
 */
export function checkVectors(vectors: readonly unknown[], count: number): (readonly number[])[] {
  if (vectors.length !== count) {
    throw unusable(`${vectors.length} embeddings for ${count} inputs`);
  }
  const [first, ...rest] = vectors.map((vector) => {
    if (!isVector(vector)) throw unusable('an embedding that is no list of numbers');
    return vector;
  });
  if (!first) throw unusable('no embeddings');
  if (rest.some(({ length }) => length !== first.length)) throw unusable('embeddings of different lengths');
  return [first, ...rest];
}

function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(isFloat);
}

function isFloat(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(Math.fround(value));
}

function unusable(what: string): ProviderError {
  return new ProviderError('upstream', `The provider sent ${what}; check that the model is one for embeddings.`);
}
