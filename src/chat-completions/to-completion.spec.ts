import { describe, expect, it } from '@jest/globals';
import { expectValid } from '../../test/support/openai-schema.js';
import { RunFailure, batches, runEnd } from '../../test/support/run-events.js';
import type { RunEvent } from '../runs/run-event.js';
import { toCompletion } from './to-completion.js';

const answer = { id: 'chatcmpl-1', created: 1_767_225_600, model: 'openclaw:main' };
const start: RunEvent = { type: 'model-start' };
const sut = (...events: RunEvent[][]) => toCompletion(batches(...events), answer);

describe('toCompletion', () => {
  it('I1: makes the whole completion', async () => {
    const completion = await sut(
      [start],
      [{ type: 'text-delta', text: 'Hel' }],
      [{ type: 'text-delta', text: 'lo' }, runEnd()],
    );
    expectValid('CreateChatCompletionResponse', completion);
    expect(completion).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_767_225_600,
      model: 'openclaw:main',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 5,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 2, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 1,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
    });
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool-calls', 'tool_calls'],
    ['content-filter', 'content_filter'],
  ] as const)('I1: tells the true finish reason: %s as %s', async (finishReason, wire) => {
    expect((await sut([start, runEnd({ finishReason })])).choices[0].finish_reason).toBe(wire);
  });

  it('I2: an empty answer is an empty string', async () => {
    expect((await sut([start, runEnd()])).choices[0].message).toEqual({
      role: 'assistant',
      content: '',
      refusal: null,
    });
  });

  it('I1: has tool calls in order and no content beside them', async () => {
    const completion = await sut(
      [start, { type: 'client-tool-call-start', index: 0, id: 'a', name: 'look' }],
      [{ type: 'client-tool-call-start', index: 1, id: 'b', name: 'walk' }],
      [{ type: 'client-tool-call-delta', index: 1, argumentsDelta: '{"to"' }],
      [{ type: 'client-tool-call-delta', index: 0, argumentsDelta: '{}' }],
      [{ type: 'client-tool-call-delta', index: 1, argumentsDelta: ':1}' }],
      [runEnd({ finishReason: 'tool-calls' })],
    );
    expectValid('CreateChatCompletionResponse', completion);
    expect(completion.choices[0].message).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } },
        { id: 'b', type: 'function', function: { name: 'walk', arguments: '{"to":1}' } },
      ],
    });
  });

  it('I1: has a refusal and no content beside it', async () => {
    const completion = await sut(
      [start],
      [
        { type: 'refusal-delta', text: 'I can' },
        { type: 'refusal-delta', text: 'not.' },
      ],
      [runEnd()],
    );
    expect(completion.choices[0].message).toEqual({ role: 'assistant', content: null, refusal: 'I cannot.' });
  });

  it('I5: keeps reasoning out of the content, and says nothing of own tools', async () => {
    const completion = await sut([
      start,
      { type: 'reasoning-delta', text: 'a thought' },
      { type: 'tool-start', callId: 'hidden', name: 'hidden', arguments: '{}' },
      { type: 'tool-end', callId: 'hidden', name: 'hidden', outcome: 'ok', result: 'hidden' },
      { type: 'text-delta', text: 'seen' },
      runEnd(),
    ]);
    expect(completion.choices[0].message).toMatchObject({ content: 'seen', reasoning_content: 'a thought' });
    expect(JSON.stringify(completion)).not.toContain('hidden');
  });

  it.each([
    ['before the model answered', []],
    ['half way', [start, { type: 'text-delta' as const, text: 'half' }]],
  ])('I2: throws the failure of a run that failed %s', async (_name, events: RunEvent[]) => {
    await expect(sut([...events, { type: 'run-error', error: new RunFailure() }])).rejects.toBeInstanceOf(RunFailure);
  });

  it('K5: never reports a run without an end as complete', async () => {
    await expect(sut([start, { type: 'text-delta', text: 'half' }])).rejects.toThrow('without a terminal event');
  });
});
