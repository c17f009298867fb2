import { hash } from 'node:crypto';

const maxUserBytes = 512;

/**
 * A `user` string as one part of a session key: percent-encoded UTF-8, so it never holds a `:`. No two strings share a
 * form: lone surrogates, which UTF-8 cannot express, get the three bytes they would have had. Over 512 bytes the form is
 * `sha256:<digest>`, whose `:` no encoded user can contain.
 */
export function encodeUser(user: string): string {
  if (Buffer.byteLength(user, 'utf8') > maxUserBytes) return `sha256:${digest(user)}`;
  return Array.from(user, encodeCharacter).join('');
}

/** Over the UTF-16 form, which keeps lone surrogates apart. */
function digest(user: string): string {
  return hash('sha256', Buffer.from(user, 'utf16le'));
}

function encodeCharacter(character: string): string {
  const isLoneSurrogate = /^\p{Surrogate}$/u.test(character);
  return isLoneSurrogate ? encodeSurrogate(character.charCodeAt(0)) : encodeURIComponent(character);
}

function encodeSurrogate(unit: number): string {
  const bytes = [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase()}`).join('');
}
