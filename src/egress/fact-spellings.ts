import { base64Spellings, jsonEscaped } from '../observability/secret-spellings.js';
import { partsOf } from './fact-parts.js';
import type { FactKind, KnownFact } from './known-fact.js';
import type { FactPart } from './sightings.js';

/** What may stand beside a spelling for it to be the fact and no part of something longer. */
export type Surroundings = 'any' | 'word' | 'path' | 'address';

/** One form in which a fact, or a part of it, may turn up in a request. */
export interface FactSpelling extends FactPart {
  text: string;
  /** Whether upper and lower case differ. */
  exact: boolean;
  surroundings: Surroundings;
}

type Spelled = Pick<FactSpelling, 'text' | 'exact' | 'surroundings'>;

/** Digits of base64 or hexadecimal numbers; fewer of them stand in an image by chance. */
const fewestDigits = 10;
/** Spaces at which a single line break is looked for; every one of them costs a few whole spellings. */
const mostBreaks = 64;

/** Every form of a fact: as it is, within JSON, HTML and URLs, with the separators of Windows, as base64 and hexadecimal. */
export function factSpellings(fact: KnownFact): FactSpelling[] {
  const surroundings = surroundingsOf(fact.kind);
  return composedForms(fact.value).flatMap((form) => {
    const { texts, needed } = partsOf(fact.kind, form);
    return texts.flatMap((text, part) =>
      spellingsOf(text, surroundings).map((spelled) => ({ fact, part, needed, ...spelled })),
    );
  });
}

/** With letters and their marks together and apart. */
function composedForms(value: string): string[] {
  const whole = value.toWellFormed();
  return [...new Set([whole, whole.normalize('NFC'), whole.normalize('NFD')])];
}

function spellingsOf(text: string, surroundings: Surroundings): Spelled[] {
  const plain = textSpellings(text).map((each) => ({ text: each, exact: false, surroundings }));
  return [...plain, ...encodedSpellings(text)];
}

function textSpellings(whole: string): string[] {
  const separated = [whole, whole.replaceAll('/', '\\')];
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
    ...words.slice(1, mostBreaks + 1).map((_, index) => {
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

function encodedSpellings(text: string): Spelled[] {
  const bytes = Buffer.from(text);
  const base64 = base64Spellings(bytes).map((digits) => ({ text: digits, exact: true }));
  const all = [...base64, { text: bytes.toString('hex'), exact: false }];
  return all
    .filter(({ text: digits }) => digits.length >= fewestDigits)
    .map((digits) => ({ ...digits, surroundings: 'any' }));
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
