import type { Answer } from './fake-exchange.js';

export interface FakeEmbeddings {
  /** In place of the vectors that are made of the input. */
  vectors?: number[][];
  /** Null leaves the counts out. */
  usage?: Record<string, number> | null;
  /** The encoding of the answer, whatever was asked for. */
  encoding?: 'float' | 'base64';
  /** What is sent as the list, made of what would be. */
  data?: (entries: FakeEmbedding[]) => unknown;
}

export interface FakeEmbedding {
  object: 'embedding';
  index: number;
  embedding: number[] | string;
}

/** The vector that stands for an input of this length. All its numbers are exact as 32-bit floats. */
export function fakeVector(index: number, length: number, dimensions = 3): number[] {
  return Array.from({ length: dimensions }, (_, at) => [index, length, 0.5][at % 3] ?? 0);
}

/** Embeddings as OpenAI's API gives them; `dimensions` and `encoding_format` of the request are honoured. */
export function embeddings({ vectors, usage, encoding, data }: FakeEmbeddings = {}): Answer {
  return (exchange) => {
    const { input, model, dimensions, encoding_format: format } = exchange.request.body;
    const made =
      vectors ?? inputsOf(input).map(({ length }, index) => fakeVector(index, length, Number(dimensions ?? 3)));
    const entries = made.map((vector, index): FakeEmbedding => {
      return { object: 'embedding', index, embedding: (encoding ?? format) === 'base64' ? base64(vector) : vector };
    });
    exchange.json({
      object: 'list',
      data: data ? data(entries) : entries,
      model,
      ...(usage === null ? {} : { usage: usage ?? { prompt_tokens: 7, total_tokens: 7 } }),
    });
  };
}

/** Little-endian 32-bit floats. */
export function base64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((number, at) => bytes.writeFloatLE(number, at * 4));
  return bytes.toString('base64');
}

function inputsOf(input: unknown): ArrayLike<unknown>[] {
  if (typeof input === 'string') return [input];
  const entries = input as (number | string | number[])[];
  return typeof entries[0] === 'number' ? [entries] : (entries as ArrayLike<unknown>[]);
}
