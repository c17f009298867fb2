import { limitText } from '../common/limit-text.js';
import { wrapUntrusted } from '../common/wrap-untrusted.js';

const longestName = 200;

/** The text of a file, marked as such. */
export function wrapAttachment(name: string, mediaType: string, text: string): string {
  const attributes = { name: limitText(name, longestName), type: limitText(mediaType, longestName) };
  return wrapUntrusted({ tag: 'attachment', attributes, text });
}
