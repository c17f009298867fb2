import { invalidValue, unsupportedValue } from '../common/request-errors.js';
import { imageTypes, sniffBase64Image } from '../common/sniff-image.js';
import type { InlineData } from './parse-data-uri.js';

/** Gives back the image, or throws a 400: its type must be an accepted one and agree with the image's first bytes. */
export function checkImage(image: InlineData, param: string): InlineData {
  const mediaType = image.mediaType === 'image/jpg' ? 'image/jpeg' : image.mediaType;
  if (!imageTypes.includes(mediaType)) {
    const accepted = imageTypes.join(', ');
    throw unsupportedValue(param, `Images of type ${mediaType} cannot be read. Accepted: ${accepted}.`);
  }
  const found = sniffBase64Image(image.data);
  if (found !== mediaType) {
    const actual = found === undefined ? 'something else' : `an ${found}`;
    throw invalidValue(param, `the data is declared as ${mediaType} but is ${actual}; send the right media type`);
  }
  return { mediaType, data: image.data };
}
