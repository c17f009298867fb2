const shownCharacters = 60;

/** A value as an error message may show it. Strings that are, or may hold, a secret are described by their length. */
export function describeFound(value: unknown, hidden: boolean): string {
  if (typeof value === 'string') return hidden ? describeLength(value) : shorten(JSON.stringify(value));
  if (typeof value === 'number' || typeof value === 'boolean') return hidden ? `a ${typeof value}` : String(value);
  if (value === undefined) return 'nothing';
  return value === null ? 'null' : describeContainer(value);
}

function describeLength(value: string): string {
  if (value === '') return 'an empty string';
  return value.length === 1 ? 'a string of 1 character' : `a string of ${String(value.length)} characters`;
}

function describeContainer(value: unknown): string {
  return Array.isArray(value) ? `a list of ${String(value.length)}` : 'an object';
}

function shorten(json: string): string {
  return json.length > shownCharacters ? `${json.slice(0, shownCharacters)}…` : json;
}
