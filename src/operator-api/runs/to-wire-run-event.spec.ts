import { describe, expect, it } from '@jest/globals';
import { RunFailure, runEnd } from '../../../test/support/run-events.js';
import type { RunEvent } from '../../runs/run-event.js';
import { toWireRunEvent as sut } from './to-wire-run-event.js';

const cases: [RunEvent, object][] = [
  [{ type: 'model-start' }, {}],
  [{ type: 'text-delta', text: 'a' }, { text: 'a' }],
  [{ type: 'refusal-delta', text: 'b' }, { text: 'b' }],
  [{ type: 'reasoning-delta', text: 'c' }, { text: 'c' }],
  [
    { type: 'client-tool-call-start', index: 1, id: 'call_1', name: 'look_up' },
    { index: 1, id: 'call_1', name: 'look_up' },
  ],
  [
    { type: 'client-tool-call-delta', index: 1, argumentsDelta: '{' },
    { index: 1, arguments_delta: '{' },
  ],
  [
    { type: 'tool-start', callId: 'call_2', name: 'exec', arguments: '{}' },
    { call_id: 'call_2', name: 'exec', arguments: '{}' },
  ],
  [
    { type: 'tool-progress', callId: 'call_2', name: 'exec', text: '…' },
    { call_id: 'call_2', name: 'exec', text: '…' },
  ],
  [
    { type: 'tool-end', callId: 'call_2', name: 'exec', outcome: 'error', result: 'no' },
    { call_id: 'call_2', name: 'exec', outcome: 'error', result: 'no' },
  ],
  [
    runEnd({ finishReason: 'tool-calls' }),
    {
      finish_reason: 'tool_calls',
      model: 'fake/model',
      usage: expect.objectContaining({ prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 }),
    },
  ],
  [
    { type: 'run-error', error: new RunFailure() },
    {
      error: { message: 'The model provider failed.', type: 'server_error', param: null, code: 'upstream_error' },
    },
  ],
];

describe('toWireRunEvent', () => {
  it.each(cases)('keeps the type and nothing but its fields: %j', (event, fields) => {
    expect(sut(event)).toEqual({ type: event.type, ...fields });
  });
});
