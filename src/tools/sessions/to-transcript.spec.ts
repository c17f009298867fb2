import { describe, expect, it } from '@jest/globals';
import { assistant, turn, user } from '../../../test/support/conversation-factory.js';
import type { Message } from '../../common/conversation.js';
import { toTranscript } from './to-transcript.js';

const said = (input: Message[], output: Message[], createdAt = Date.UTC(2026, 0, 1)) =>
  turn('t', null, { input, output, createdAt });

describe(toTranscript.name, () => {
  it('shows who said what, what was called and what came of it, turn by turn', () => {
    const image = { type: 'image' as const, mediaType: 'image/png', data: 'AAAA' };
    const first = said(
      [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] }],
      [
        { role: 'assistant', text: 'I look.', toolCalls: [{ id: 'c1', name: 'read', arguments: '{"path":"a"}' }] },
        { role: 'tool', callId: 'c1', content: [{ type: 'text', text: 'a file' }, image] },
        assistant('A file.'),
      ],
    );
    const second = said([user('Thanks')], [assistant('')], Date.UTC(2026, 0, 2));
    expect(toTranscript([first, second], 20).split('\n')).toEqual([
      '--- 2026-01-01T00:00:00.000Z',
      'user: What is this? [image]',
      'assistant: I look.',
      'assistant: calls read {"path":"a"}',
      'result of read: a file [image]',
      'assistant: A file.',
      '--- 2026-01-02T00:00:00.000Z',
      'user: Thanks',
      'assistant: ',
    ]);
  });

  it('shows the newest messages, and says how many came before', () => {
    const turns = [said([user('one')], [assistant('two')]), said([user('three')], [assistant('four')])];
    expect(toTranscript(turns, 3).split('\n')).toEqual([
      '[1 earlier messages are not shown]',
      'assistant: two',
      '--- 2026-01-01T00:00:00.000Z',
      'user: three',
      'assistant: four',
    ]);
  });

  it('shortens long results more than long messages', () => {
    const calls = [{ id: 'c', name: 'read', arguments: `"${'x'.repeat(600)}"` }];
    const result: Message = { role: 'tool', callId: 'c', content: [{ type: 'text', text: 'y'.repeat(3_000) }] };
    const text = toTranscript(
      [said([user('z'.repeat(3_000))], [{ role: 'assistant', text: '', toolCalls: calls }, result])],
      9,
    );
    expect(text).toContain('z'.repeat(3_000));
    expect(text).toMatch(/"x{499} \[102 more characters\]\nresult of read: y{1000} \[2000 more characters\]$/);
  });

  it('is bounded however much was said, and keeps the end', () => {
    const turns = Array.from({ length: 100 }, (_, index) => said([user(`${index} ${'x'.repeat(9_000)}`)], []));
    const text = toTranscript(turns, 200);
    expect(text.length).toBeLessThan(41_000);
    expect(text).toMatch(/^\[9\d earlier messages are not shown\]\n---/);
    expect(text).toContain('user: 99 ');
  });
});
