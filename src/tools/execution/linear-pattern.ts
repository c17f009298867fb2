import { RE2JS } from 're2js';

interface Pattern {
  test(text: string): boolean;
  toString(): string;
}

/**
 * The engine for `pattern` in schemas: linear in the length of the text, because schemas come from elsewhere and so does the
 * text. What it cannot express, such as looking ahead, matches everything; whoever made the schema checks that again anyway.
 */
export const linearPattern = Object.assign(
  (pattern: string): Pattern => {
    const compiled = compile(pattern);
    // Ajv tells patterns apart by their text.
    return { test: (text) => compiled?.test(text) ?? true, toString: () => pattern };
  },
  // Where the engine is to be found in code that Ajv writes to a file; nothing here does that.
  { code: '' },
);

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch {
    return undefined;
  }
}
