import { describe, expect, it } from '@jest/globals';
import { checkImage } from './check-image.js';

const param = 'messages[0].content[1].image_url.url';
const images = {
  'image/png': '\x89PNG\r\n\x1a\n',
  'image/jpeg': '\xff\xd8\xff\xe0',
  'image/gif': 'GIF89a',
  'image/webp': 'RIFF\x10\x00\x00\x00WEBPVP8 ',
};
const base64Of = (binary: string): string => Buffer.from(binary, 'latin1').toString('base64');

describe(checkImage.name, () => {
  it.each(Object.entries(images))('B7: takes %s', (mediaType, head) => {
    const data = base64Of(`${head}and more`);
    expect(checkImage({ mediaType, data }, param)).toEqual({ mediaType, data });
  });

  it('takes image/jpg for image/jpeg', () => {
    const data = base64Of(images['image/jpeg']);
    expect(checkImage({ mediaType: 'image/jpg', data }, param)).toEqual({ mediaType: 'image/jpeg', data });
  });

  it.each([
    ['another format than declared', 'image/png', images['image/gif'], 'image/gif'],
    ['no image at all', 'image/png', '<svg/>', 'something else'],
    ['a type that is not accepted', 'image/svg+xml', '<svg/>', 'Accepted: image/png'],
  ])('B7: refuses %s, naming the field', (_, mediaType, content, text) => {
    expect(() => checkImage({ mediaType, data: base64Of(content) }, param)).toThrow(
      expect.objectContaining({ status: 400, param, message: expect.stringContaining(text) }),
    );
  });
});
