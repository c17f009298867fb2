import { invalidValue, unsupportedValue } from '../common/request-errors.js';
import { sniffImage } from '../common/sniff-image.js';
import type { InlineData } from './parse-data-uri.js';

const acceptedImages = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
const sniffedBytes = 16;

/** Gives back the image, or throws a 400: its type must be an accepted one and agree with the image's first bytes. */
export function checkImage(image: InlineData, param: string): InlineData {
  const mediaType = image.mediaType === 'image/jpg' ? 'image/jpeg' : image.mediaType;
  if (!acceptedImages.includes(mediaType)) {
    const accepted = acceptedImages.join(', ');
    throw unsupportedValue(param, `Images of type ${mediaType} cannot be read. Accepted: ${accepted}.`);
  }
  const found = sniffImage(Buffer.from(image.data.slice(0, sniffedBytes * 2), 'base64'));
  if (found !== mediaType) {
    const actual = found === undefined ? 'something else' : `an ${found}`;
    throw invalidValue(param, `the data is declared as ${mediaType} but is ${actual}; send the right media type`);
  }
  return { mediaType, data: image.data };
}
