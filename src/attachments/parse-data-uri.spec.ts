import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { processorMilliseconds } from '../../test/support/processor-milliseconds.js';
import { InvalidRequestError } from '../common/gateway-error.js';
import { parseDataUri } from './parse-data-uri.js';

const param = 'messages[0].content[1].image_url.url';
describe(parseDataUri.name, () => {
  it('takes parameters and capitals', () => {
    const data = Buffer.from('abc').toString('base64');
    expect(parseDataUri(`DATA:Image/JPG;name=a;base64,${data}`, param)).toEqual({ mediaType: 'image/jpg', data });
  });

  it.each([
    ['URL-safe base64', 'data:image/png;base64,ab-_', 'not valid base64'],
    ['white space', 'data:image/png;base64,ab cd===', 'not valid base64'],
    ['missing padding', 'data:image/png;base64,abc', 'not valid base64'],
    ['nothing', 'data:image/png;base64,', 'not valid base64'],
    ['no base64', 'data:image/png,abcd', 'expected a URI'],
    ['no media type', 'data:;base64,abcd', 'expected a URI'],
    ['another scheme', 'file:///etc/passwd', 'expected a URI'],
  ])('B7: refuses %s, naming the field', (_, uri, text) => {
    expect(() => parseDataUri(uri, param)).toThrow(
      expect.objectContaining({ status: 400, param, message: expect.stringContaining(text) }),
    );
  });

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

  it('judges twenty megabytes in linear time', async () => {
    const spent = await processorMilliseconds(() => {
      expect(() => parseDataUri(`data:${';a'.repeat(5_000_000)}`, param)).toThrow(InvalidRequestError);
      expect(() => parseDataUri(`data:a/b${';a'.repeat(5_000_000)}`, param)).toThrow(InvalidRequestError);
      expect(() => parseDataUri(`data:a/b;base64,${'A'.repeat(20_000_000)}!`, param)).toThrow(InvalidRequestError);
    });
    expect(spent).toBeLessThan(3_000);
  });

  it('B7: refuses a head of any length with status 400', () => {
    expect(() => parseDataUri(`data:a/b${';'.repeat(5_000_000)}`, 'url')).toThrow(/Invalid value for 'url'/);
  });
});
