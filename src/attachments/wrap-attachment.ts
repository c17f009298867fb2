import { limitText } from '../common/limit-text.js';

const longestName = 200;

/**
 * The text of a file between a pair of tags that it cannot close, so that a model can tell it from what the user wrote.
 */
export function wrapAttachment(name: string, mediaType: string, text: string): string {
  return `<attachment name="${attribute(name)}" type="${attribute(mediaType)}">\n${withoutTags(text)}\n</attachment>`;
}

/** Every spelling of our own tag loses its bracket; other markup stays as it is. */
function withoutTags(text: string): string {
  return text.replace(/<(?=[\s/\p{Cf}]*attachment)/giu, '&lt;');
}

function attribute(value: string): string {
  return limitText(value, longestName)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
