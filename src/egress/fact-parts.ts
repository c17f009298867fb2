import { withoutInvisible } from './code-units.js';
import type { FactKind } from './known-fact.js';

/** Characters. Longer secrets, such as private keys and files of credentials, are searched for in parts. */
const longestWhole = 64;
const partLength = 32;
const mostParts = 8;
/** Characters between the places in which the most telling part is looked for. */
const step = 4;

/** Changes between capitals, small letters and digits: a part of a key has some twenty, and words have few. */
const fewestChanges = 10;
/** With fewer parts of a key in it, a text is mostly words, which may stand in other texts. */
const fewestKeyParts = 3;

/** What is searched for in place of a fact. */
export interface FactParts {
  texts: readonly string[];
  /** How many of them a text has to hold for the fact to count as found there. */
  needed: number;
}

/**
 * Keeps the search small, however long a secret is: of a long one some parts are searched for, the one that looks most like a key
 * in each eighth. More than half of those that look like parts of a key are enough; all are needed where there are hardly any,
 * since words, names of fields and well-known addresses are in the secrets of others too.
 */
export function partsOf(kind: FactKind, text: string): FactParts {
  if (kind !== 'secret' || text.length <= longestWhole) return { texts: [text], needed: 1 };
  const all = sectionsOf(text).map(mostTelling).filter(isVisible);
  const ofKey = all.filter((part) => changesIn(part) >= fewestChanges);
  return ofKey.length < fewestKeyParts
    ? { texts: all, needed: all.length }
    : { texts: ofKey, needed: Math.floor(ofKey.length / 2) + 1 };
}

function sectionsOf(text: string): string[] {
  const count = Math.min(mostParts, Math.floor(text.length / partLength));
  const border = (index: number): number => Math.round((index * text.length) / count);
  return Array.from({ length: count }, (_, index) => text.slice(border(index), border(index + 1)));
}

function mostTelling(section: string): string {
  const count = Math.floor((section.length - partLength) / step) + 1;
  const parts = Array.from({ length: count }, (_, index) => section.slice(index * step, index * step + partLength));
  return withoutHalves(parts.reduce((best, part) => (changesIn(part) > changesIn(best) ? part : best)));
}

/** Half a character at either end, which no encoding could express. */
function withoutHalves(part: string): string {
  return part.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}

function changesIn(part: string): number {
  return part.match(/(?<=[a-z])[A-Z\d]|(?<=[A-Z])[a-z\d]|(?<=\d)[A-Za-z]/g)?.length ?? 0;
}

/** What nobody sees would be found everywhere. */
function isVisible(part: string): boolean {
  return withoutInvisible(part) !== '';
}
