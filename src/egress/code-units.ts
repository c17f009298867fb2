const units = 2 ** 16;
const visible = { first: 0x21, last: 0x7e };
const fullWidth = 0xfee0; // From a visible character of ASCII to its form of full width.

let letters: Uint8Array | undefined;

/** Whether a letter or a digit stands at a place of a text. Looked up in a table, since a hostile text asks at every place. */
export function isLetterOrDigit(text: string, index: number): boolean {
  letters ??= Uint8Array.from({ length: units }, (_, unit) =>
    /[\p{L}\p{N}]/u.test(String.fromCharCode(unit)) ? 1 : 0,
  );
  return letters[text.charCodeAt(index)] === 1;
}

/** First and last of what is not seen in a text: soft hyphens, marks of direction, joiners, selectors of variants and the like. */
const invisibleRanges: readonly [first: number, last: number][] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x180b, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2064],
  [0x2066, 0x2069],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
];

export const invisibleUnits: readonly number[] = invisibleRanges.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index),
);

const invisible = new RegExp(`[${String.fromCharCode(...invisibleUnits)}]`, 'g');

export function withoutInvisible(text: string): string {
  return text.replace(invisible, '');
}

/** The form of full width that a visible character of ASCII has; undefined for every other code unit. */
export function toFullWidth(unit: number): number | undefined {
  return unit >= visible.first && unit <= visible.last ? unit + fullWidth : undefined;
}

/** Characters of full width as those of ASCII that they stand for. */
export function toNarrow(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - fullWidth));
}
