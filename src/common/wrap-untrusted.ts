import { escapeXml } from './escape-xml.js';
import { limitText } from './limit-text.js';

const longestAttribute = 2_000;

export interface UntrustedText {
  /** Letters and hyphens. */
  tag: string;
  /** What to say of the text, by attribute name; the values may be hostile too. Long ones are cut. */
  attributes: Readonly<Record<string, string>>;
  text: string;
  /** Of the text between the tags; without it the text stays whole. */
  maxCharacters?: number;
}

/** Text from outside between a pair of tags that it cannot close, so that a model can tell it from what the user wrote. */
export function wrapUntrusted({ tag, attributes, text, maxCharacters = Infinity }: UntrustedText): string {
  const listed = Object.entries(attributes).map(([name, value]) => ` ${name}="${attribute(value)}"`);
  return `<${tag}${listed.join('')}>\n${limitText(withoutTag(tag, text), maxCharacters)}\n</${tag}>`;
}

/** What is not seen, or seen only with the character before it. */
const unseen = '\\p{Cc}\\p{Cf}\\p{M}\\p{Default_Ignorable_Code_Point}';

/** Every spelling of our own tag loses its bracket, also one with unseen characters in it; other markup stays as it is. */
function withoutTag(tag: string, text: string): string {
  const spelled = [...tag].join(`[${unseen}]*`);
  return text.replace(new RegExp(`<(?=[\\s/${unseen}]*${spelled})`, 'giu'), '&lt;');
}

function attribute(value: string): string {
  return escapeXml(limitText(value, longestAttribute).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' '));
}
