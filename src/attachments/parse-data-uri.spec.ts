import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidRequestError } from '../common/gateway-error.js';
import { parseDataUri, parseImageDataUri } from './parse-data-uri.js';

const param = 'messages[0].content[1].image_url.url';
const images = {
  'image/png': '\x89PNG\r\n\x1a\n',
  'image/jpeg': '\xff\xd8\xff\xe0',
  'image/gif': 'GIF89a',
  'image/webp': 'RIFF\x10\x00\x00\x00WEBPVP8 ',
};
const base64Of = (binary: string): string => Buffer.from(binary, 'latin1').toString('base64');

describe(parseImageDataUri.name, () => {
  it.each(Object.entries(images))('B7: reads %s', (mediaType, head) => {
    const data = base64Of(`${head}and more`);
    expect(parseImageDataUri(`data:${mediaType};base64,${data}`, param)).toEqual({ mediaType, data });
  });

  it('takes parameters, capitals and image/jpg', () => {
    const data = base64Of(images['image/jpeg']);
    expect(parseImageDataUri(`DATA:Image/JPG;name=a;base64,${data}`, param)).toEqual({ mediaType: 'image/jpeg', data });
  });

  it.each([
    ['another format than declared', `data:image/png;base64,${base64Of(images['image/gif'])}`, 'image/gif'],
    ['no image at all', `data:image/png;base64,${base64Of('<svg/>')}`, 'something else'],
    ['a type that is not accepted', `data:image/svg+xml;base64,${base64Of('<svg/>')}`, 'Accepted: image/png'],
    ['URL-safe base64', 'data:image/png;base64,ab-_', 'not valid base64'],
    ['white space', 'data:image/png;base64,ab cd===', 'not valid base64'],
    ['missing padding', 'data:image/png;base64,abc', 'not valid base64'],
    ['nothing', 'data:image/png;base64,', 'not valid base64'],
    ['no base64', 'data:image/png,abcd', 'Expected a URI'],
    ['no media type', 'data:;base64,abcd', 'Expected a URI'],
    ['another scheme', 'file:///etc/passwd', 'Expected a URI'],
  ])('B7: refuses %s, naming the field', (_, uri, text) => {
    expect(() => parseImageDataUri(uri, param)).toThrow(
      expect.objectContaining({ status: 400, param, message: expect.stringContaining(text) }),
    );
  });
});

describe(parseDataUri.name, () => {
  it('gives back whatever bytes were put in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const data = Buffer.from(bytes).toString('base64');
        expect(parseDataUri(`data:application/pdf;base64,${data}`, param)).toEqual({
          mediaType: 'application/pdf',
          data,
        });
      }),
    );
  });

  it('answers any other text with a 400', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseDataUri(`data:${text}`, param)).toThrow(InvalidRequestError);
      }),
    );
  });

  it('judges twenty megabytes in linear time', () => {
    const uri = `data:${';a'.repeat(5_000_000)}`;
    const begin = performance.now();
    expect(() => parseDataUri(uri, param)).toThrow(InvalidRequestError);
    expect(() => parseDataUri(`data:a/b${';a'.repeat(5_000_000)}`, param)).toThrow(InvalidRequestError);
    expect(() => parseDataUri(`data:a/b;base64,${'A'.repeat(20_000_000)}!`, param)).toThrow(InvalidRequestError);
    expect(performance.now() - begin).toBeLessThan(3_000);
  });
});
