import { headerText, headerValues } from './raw-headers.js';

/** What the caller offers as proof, before anyone has judged it. */
export type PresentedCredential =
  { readonly kind: 'none' } | { readonly kind: 'malformed' } | { readonly kind: 'bearer'; readonly value: string };

/** Spaces inside are part of the credential: a password may be a sentence. */
const bearer = /^bearer +(\S.*)$/is;

/** Only one `Authorization: Bearer …` header counts; the query string, cookies and the body are never looked at. */
export function presentedBearer(rawHeaders: readonly string[]): PresentedCredential {
  const values = headerValues(rawHeaders, 'authorization');
  const only = values.at(0);
  if (only === undefined) return { kind: 'none' };
  const value = bearer.exec(only)?.[1];
  return value === undefined || values.length > 1
    ? { kind: 'malformed' }
    : { kind: 'bearer', value: headerText(value) };
}
