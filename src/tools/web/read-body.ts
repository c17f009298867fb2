import { type Readable, pipeline } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { PageFetchError } from '../pages/page-fetcher.port.js';

/** Content codings that `readBody` undoes, as a request header says it. */
export const acceptedEncodings = 'gzip, br';

export interface BodyBytes {
  bytes: Buffer;
  /** Whether there was more. */
  truncated: boolean;
}

/** Reads on until the end or `maxBytes`, counted after unpacking, so that a small answer cannot become a huge one. */
export async function readBody(body: Readable, encoding: string, maxBytes: number): Promise<BodyBytes> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of unpacked(body, encoding) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: size > maxBytes };
}

function unpacked(body: Readable, encoding: string): Readable {
  const unpacker = unpackerOf(encoding.trim().toLowerCase());
  // Whatever goes wrong on the way, whoever reads the unpacked bytes is told.
  return unpacker === undefined ? body : pipeline(body, unpacker, () => undefined);
}

function unpackerOf(encoding: string) {
  // A body that ends too early gives what it has.
  const lenient = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
  switch (encoding) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip(lenient);
    case 'deflate':
      return createInflate(lenient);
    case 'br':
      return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
    default:
      throw new PageFetchError('The page is compressed in a way that cannot be read.');
  }
}
