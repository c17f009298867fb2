import { fromFloat32Base64 } from '../../common/float32-base64.js';
import { tryParseJson } from '../../common/json.js';
import { checkVectors } from '../check-vectors.js';
import type { EmbeddingAnswer } from '../embedding.port.js';
import { asArray, asCount, asObject } from '../json-value.js';
import { ProviderError } from '../provider.errors.js';
import { fromErrorData } from './map-provider-fault.js';

/** Reads the answer to a request with `count` inputs, whichever encoding it is in. Throws a `ProviderError`. */
export function readEmbeddings(text: string, count: number): EmbeddingAnswer {
  const answer = asObject(tryParseJson(text));
  if (answer?.error != null) throw fromErrorData(answer.error);
  if (!Array.isArray(answer?.data)) {
    throw new ProviderError('upstream', 'The provider sent no list of embeddings; check that its baseUrl is right.');
  }
  const usage = asObject(answer.usage);
  return {
    vectors: checkVectors(inOrder(answer.data).map(vectorIn), count),
    inputTokens: asCount(usage?.prompt_tokens) || asCount(usage?.total_tokens),
  };
}

/** By `index`, where the provider gives one; an index that is missing or given twice would mix the inputs up. */
function inOrder(entries: readonly unknown[]): unknown[] {
  const byIndex = new Map(entries.map((entry, position) => [asObject(entry)?.index ?? position, entry]));
  if (entries.some((_entry, position) => !byIndex.has(position))) {
    throw new ProviderError('upstream', 'The provider sent embeddings whose indexes are not those of the inputs.');
  }
  return entries.map((_entry, position) => byIndex.get(position));
}

function vectorIn(entry: unknown): unknown {
  const embedding = asObject(entry)?.embedding;
  return typeof embedding === 'string' ? fromFloat32Base64(embedding) : asArray(embedding);
}
