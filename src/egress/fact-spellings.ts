import { base64Spellings, jsonEscaped } from '../observability/secret-spellings.js';
import type { FactKind, KnownFact } from './known-fact.js';

/** What may stand beside a spelling for it to be the fact and no part of something longer. */
export type Surroundings = 'any' | 'word' | 'path' | 'address';

/** One form in which a fact may turn up in a request. */
export interface FactSpelling {
  fact: KnownFact;
  text: string;
  /** Whether upper and lower case differ. */
  exact: boolean;
  surroundings: Surroundings;
}

/** Digits of base64 or hexadecimal numbers; fewer of them stand in an image by chance. */
const fewestDigits = 10;

/** Every form of a fact: as it is, within JSON, HTML and URLs, with the separators of Windows, as base64 and hexadecimal. */
export function factSpellings(fact: KnownFact): FactSpelling[] {
  const surroundings = surroundingsOf(fact.kind);
  const plain = textSpellings(fact).map((text) => ({ fact, text, exact: false, surroundings }));
  return [...plain, ...encodedSpellings(fact)];
}

function textSpellings({ value }: KnownFact): string[] {
  const whole = value.toWellFormed();
  const composed = [whole, whole.normalize('NFC'), whole.normalize('NFD')];
  const separated = composed.flatMap((text) => [text, text.replaceAll('/', '\\')]);
  const written = separated.flatMap((text) => [text, encodeURI(text), encodeURIComponent(text)]);
  const inUrls = [...written, ...separated.map((text) => encodeURIComponent(encodeURIComponent(text)))];
  const all = [...inUrls, ...separated.flatMap((text) => [...inHtml(text), ...wrapped(text), inForm(text)])];
  const escaped = all.flatMap((text) => [text, jsonEscaped(text), asciiEscaped(text)]);
  const careful = escaped.flatMap((text) => [text, text.replaceAll('/', '\\/')]);
  const nested = careful.flatMap((text) => [text, jsonEscaped(text), jsonEscaped(jsonEscaped(text))]);
  return [...new Set(nested)];
}

/** As browsers send forms. */
function inForm(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

const named: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', ' ': 'nbsp' };

/** With the entities that libraries write for what has a meaning in HTML, and for spaces. */
function inHtml(text: string): string[] {
  const numbered = (unit: string): string => `&#${unit.charCodeAt(0)};`;
  return [/[&<>"']/g, /[&<>"' ]/g].flatMap((special) => [
    text.replace(special, numbered),
    text.replace(special, (unit) => (unit in named ? `&${named[unit]};` : numbered(unit))),
  ]);
}

/** With line breaks where there are spaces: at all of them, or at one. */
function wrapped(text: string): string[] {
  const words = text.split(' ');
  return ['\n', '\r\n'].flatMap((lineBreak) => [
    words.join(lineBreak),
    ...words.slice(1).map((_, index) => {
      return [words.slice(0, index + 1).join(' '), words.slice(index + 1).join(' ')].join(lineBreak);
    }),
  ]);
}

/** As encoders write that keep to ASCII. */
function asciiEscaped(text: string): string {
  return jsonEscaped(text).replace(
    /[/\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function encodedSpellings(fact: KnownFact): FactSpelling[] {
  const bytes = Buffer.from(fact.value);
  const base64 = base64Spellings(bytes).map((text) => ({ text, exact: true }));
  const all = [...base64, { text: bytes.toString('hex'), exact: false }];
  return all
    .filter(({ text }) => text.length >= fewestDigits)
    .map(({ text, exact }) => ({ fact, text, exact, surroundings: 'any' }));
}

function surroundingsOf(kind: FactKind): Surroundings {
  switch (kind) {
    case 'host name':
    case 'user name':
    case 'operating system':
    case 'hardware address':
      return 'word';
    case 'home directory':
    case 'workspace':
    case 'state directory':
    case 'configuration file':
      return 'path';
    case 'network address':
      return 'address';
    case 'secret':
      return 'any';
  }
}
