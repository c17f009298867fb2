import { describe, expect, it } from '@jest/globals';
import { expectValid } from '../../test/support/openai-schema.js';
import { toEmbeddingList as sut } from './to-embedding-list.js';

const answer = { vectors: [[0.5, -2], [1]], inputTokens: 7 };

describe('toEmbeddingList', () => {
  it('is what OpenAI answers', () => {
    const list = sut(answer, { model: 'openclaw', format: 'float' });
    expectValid('CreateEmbeddingResponse', list);
    expect(list).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [0.5, -2] },
        { object: 'embedding', index: 1, embedding: [1] },
      ],
      model: 'openclaw',
      usage: { prompt_tokens: 7, total_tokens: 7 },
    });
  });

  it('writes base64 where that is wanted', () => {
    const { data } = sut(answer, { model: 'openclaw', format: 'base64' });
    expect(data.map(({ embedding }) => embedding)).toEqual(['AAAAPwAAAMA=', 'AACAPw==']);
  });
});
