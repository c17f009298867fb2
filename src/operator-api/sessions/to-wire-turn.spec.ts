import { describe, expect, it } from '@jest/globals';
import { assistant, toolResult, turn } from '../../../test/support/conversation-factory.js';
import { shownTurns } from '../../control/sessions/session-history.js';
import { toWireTurn as sut } from './to-wire-turn.js';

describe('toWireTurn', () => {
  it('tells calls, their results and images in snake case, and the time in seconds', () => {
    const call = { id: 'call_1', name: 'exec', arguments: '{"command":"ls"}' };
    const stored = turn('t1', null, {
      createdAt: 61_999,
      input: [{ role: 'user', content: [{ type: 'image', mediaType: 'image/png', data: 'AAAA' }] }],
      output: [assistant('', call), toolResult('call_1', 'a.txt'), assistant('One file.')],
    });
    expect(shownTurns([stored], 1).map(sut)).toEqual([
      {
        object: 'openclaw.turn',
        id: 't1',
        run_id: 'run-t1',
        created_at: 61,
        messages: [
          { role: 'user', content: [{ type: 'image', mime_type: 'image/png' }] },
          {
            role: 'assistant',
            content: [{ type: 'tool_call', id: 'call_1', name: 'exec', arguments: { command: 'ls' } }],
          },
          { role: 'tool', content: [{ type: 'text', text: 'a.txt' }] },
          { role: 'assistant', content: [{ type: 'text', text: 'One file.' }] },
        ],
      },
    ]);
  });
});
