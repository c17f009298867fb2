import { describe, expect, it } from '@jest/globals';
import { toToolResult } from './to-tool-result.js';

const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64');
const text = (content: string) => ({ type: 'text', text: content });

describe('toToolResult', () => {
  it('joins texts, and keeps images in their place', () => {
    const image = { type: 'image', data: png, mimeType: 'image/png' };
    expect(toToolResult({ content: [text('a'), text('b'), image, text('c')] })).toEqual({
      content: [text('a\nb'), { type: 'image', mediaType: 'image/png', data: png }, text('c')],
    });
  });

  it.each([
    ['text of a resource', { type: 'resource', resource: { uri: 'file:///a', text: 'inside' } }, 'file:///a:\ninside'],
    [
      'a binary resource',
      { type: 'resource', resource: { uri: 'u', blob: 'AA==', mimeType: 'x/y' } },
      '[the resource u (x/y) was left out]',
    ],
    ['a resource that is none', { type: 'resource', resource: 5 }, '[a resource was left out]'],
    ['a link', { type: 'resource_link', name: 'n', uri: 'u' }, 'Resource n: u'],
    ['audio', { type: 'audio', data: 'AA==', mimeType: 'audio/wav' }, '[audio (audio/wav) was left out]'],
    [
      'an image of another type',
      { type: 'image', data: 'SUkqAAgAAAAAAAAA', mimeType: 'image/tiff' },
      '[an image (image/tiff) was left out]',
    ],
    [
      'an image that is none',
      { type: 'image', data: 'bm8gaW1hZ2UhbG8hbG8h', mimeType: 'image/png' },
      '[an image (image/png) was left out]',
    ],
    [
      'an image that is no base64',
      { type: 'image', data: 'no base64!', mimeType: 'image/png' },
      '[an image (image/png) was left out]',
    ],
    [
      'an image that is too large',
      { type: 'image', data: 'AAAA'.repeat(2_000_000), mimeType: 'image/png' },
      '[an image (image/png) was left out]',
    ],
    ['an unknown kind', { type: 'hologram' }, '[content of an unknown kind was left out]'],
  ])('says in words what cannot be shown: %s', (_name, block, expected) => {
    expect(toToolResult({ content: [block] })).toEqual({ content: [text(expected)] });
  });

  it('calls an image what its bytes are, whatever the server calls it', () => {
    expect(toToolResult({ content: [{ type: 'image', data: png, mimeType: 'image/jpeg' }] })).toEqual({
      content: [{ type: 'image', mediaType: 'image/png', data: png }],
    });
  });

  it('shows structured content where there is no text', () => {
    expect(toToolResult({ content: [], structuredContent: { a: 1 } })).toEqual({ content: [text('{"a":1}')] });
    expect(toToolResult({ content: [text('a')], structuredContent: { a: 1 } })).toEqual({ content: [text('a')] });
  });

  it('takes only `true` for an error', () => {
    expect(toToolResult({ content: [text('a')], isError: true }).isError).toBe(true);
    expect(toToolResult({ content: [text('a')], isError: 'yes' }).isError).toBeUndefined();
  });

  it.each([{}, { content: 'text' }, { content: [] }, { content: [5, null, 'x', { type: 'text', text: 5 }] }])(
    'has something to say for %j',
    (result) => {
      expect(toToolResult(result)).toEqual({ content: [text('The tool gave no output.')] });
    },
  );

  it('shows at most 8 images', () => {
    const content = Array.from({ length: 20 }, () => ({ type: 'image', data: png, mimeType: 'image/png' }));
    const shown = toToolResult({ content }).content;
    expect(shown.filter(({ type }) => type === 'image')).toHaveLength(8);
    expect(shown).toHaveLength(9);
  });
});
