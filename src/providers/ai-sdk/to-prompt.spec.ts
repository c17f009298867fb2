import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProviderError } from '../provider.errors.js';
import { parseToolInput } from './parse-tool-input.js';
import { toPrompt } from './to-prompt.js';

const call = (id: string, name: string, args: string) => ({ id, name, arguments: args });
const text = (value: string) => ({ type: 'text' as const, text: value });

describe(toPrompt.name, () => {
  it('B6: keeps the order of turns and binds each tool result to its call', () => {
    const prompt = toPrompt('Be brief.', [
      { role: 'user', content: [text('weather?')] },
      {
        role: 'assistant',
        text: 'Let me see.',
        toolCalls: [call('a', 'weather', '{"city":"Ulm"}'), call('b', 'time', '')],
      },
      { role: 'tool', callId: 'b', content: [text('noon')] },
      { role: 'tool', callId: 'a', content: [text('rain')] },
    ]);

    expect(prompt).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [text('weather?')] },
      {
        role: 'assistant',
        content: [
          text('Let me see.'),
          { type: 'tool-call', toolCallId: 'a', toolName: 'weather', input: { city: 'Ulm' } },
          { type: 'tool-call', toolCallId: 'b', toolName: 'time', input: {} },
        ],
      },
      { role: 'tool', content: [result('b', 'time', 'noon')] },
      { role: 'tool', content: [result('a', 'weather', 'rain')] },
    ]);
  });

  it('B7: passes images and documents on, inline and by address', () => {
    const [turn] = toPrompt('', [
      {
        role: 'user',
        content: [
          { type: 'image', mediaType: 'image/png', data: 'aGk=' },
          { type: 'image', url: 'https://example.com/cat.WebP?size=2' },
          { type: 'image', url: 'https://example.com/cat' },
          { type: 'file', mediaType: 'application/pdf', data: 'JVBERg==', filename: 'a.pdf' },
        ],
      },
    ]);

    expect(turn.content).toEqual([
      { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
      {
        type: 'file',
        mediaType: 'image/webp',
        data: { type: 'url', url: new URL('https://example.com/cat.WebP?size=2') },
      },
      { type: 'file', mediaType: 'image/jpeg', data: { type: 'url', url: new URL('https://example.com/cat') } },
      { type: 'file', mediaType: 'application/pdf', data: { type: 'data', data: 'JVBERg==' }, filename: 'a.pdf' },
    ]);
  });

  it('passes an image in a tool result on', () => {
    const [, , turn] = toPrompt('', [
      { role: 'assistant', text: '', toolCalls: [call('a', 'camera', '{}')] },
      { role: 'tool', callId: 'a', content: [text('here'), { type: 'image', mediaType: 'image/png', data: 'aGk=' }] },
    ]);

    expect(turn.content).toMatchObject([{ output: { type: 'content', value: [text('here'), { type: 'file' }] } }]);
  });

  it('leaves out what is empty, and opens a conversation that the user did not open', () => {
    const opening = { role: 'user', content: [text('Begin.')] };

    expect(toPrompt('  ', [])).toEqual([opening]);
    expect(toPrompt('', [{ role: 'user', content: [text(' ')] }])).toEqual([opening]);
    expect(toPrompt('', [{ role: 'assistant', text: 'Hello', toolCalls: [] }])).toEqual([
      opening,
      { role: 'assistant', content: [text('Hello')] },
    ]);
  });

  it('refuses an image address that is no URL', () => {
    expect(() => toPrompt('', [{ role: 'user', content: [{ type: 'image', url: 'http://' }] }])).toThrow(ProviderError);
  });
});

describe(parseToolInput.name, () => {
  it('gives an object for any text, and the parsed one for a JSON object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const json = JSON.stringify(value);
        expect(JSON.stringify(parseToolInput(json))).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (value) => {
        expect(Object.prototype.toString.call(parseToolInput(value))).toBe('[object Object]');
      }),
    );
  });

  it.each(['{"city": ', '[1]', 'null', '"text"'])('keeps %s as text', (written) => {
    expect(parseToolInput(written)).toEqual({ arguments: written });
  });
});

function result(toolCallId: string, toolName: string, value: string): unknown {
  return { type: 'tool-result', toolCallId, toolName, output: { type: 'text', value } };
}
