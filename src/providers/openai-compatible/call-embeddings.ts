import type { EmbeddingAnswer } from '../embedding.port.js';
import { ProviderError } from '../provider.errors.js';
import { readEmbeddings } from './read-embeddings.js';
import type { UpstreamCall } from './upstream-call.js';

const mebibyte = 1024 * 1024;
/** Far above any real answer, so that memory is safe from a provider that never ends. */
const longestAnswer = { perInput: mebibyte / 4, base: mebibyte, inAll: 128 * mebibyte };

/** Makes a call for `count` inputs and reads its answer. Rejects with a `ProviderError`; closes the call in any case. */
export async function callEmbeddings(call: UpstreamCall, count: number): Promise<EmbeddingAnswer> {
  let isWhole = false;
  try {
    const text = await readWhole(
      call,
      Math.min(longestAnswer.base + count * longestAnswer.perInput, longestAnswer.inAll),
    );
    isWhole = true;
    return readEmbeddings(text, count);
  } finally {
    await call.close({ keepConnection: isWhole });
  }
}

async function readWhole(call: UpstreamCall, limit: number): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for (let read: Buffer[] | null = await call.open(); read; read = await call.read()) {
    pieces.push(...read);
    length += read.reduce((sum, piece) => sum + piece.length, 0);
    if (length > limit)
      throw new ProviderError('upstream', `The provider sent more than ${limit} bytes of embeddings.`);
  }
  return Buffer.concat(pieces).toString('utf8');
}
