/** What an answer means: a value, or why it is none. */
export type ReadAnswer<Value> = { value: Value } | { problem: string };

export interface Question<Value> {
  /** Without the default, e.g. `Which model?`. */
  text: string;
  /** Whether it is one of the counted questions, and no further detail of the one before. */
  isCounted?: boolean;
  /** Lines above it, such as the choices. */
  above?: readonly string[];
  /** What Enter stands for, as one would type it; undefined where there is no answer to presume. */
  fallback?: string;
  read(answer: string): ReadAnswer<Value>;
}

/** A number of the choices, counted from 1. */
export function readChoice<Value>(answer: string, choices: readonly Value[]): ReadAnswer<Value> {
  const value = /^\d{1,3}$/.test(answer) ? choices[Number(answer) - 1] : undefined;
  return value === undefined ? { problem: `A number from 1 to ${choices.length}, please.` } : { value };
}

export function readYesOrNo(answer: string): ReadAnswer<boolean> {
  if (/^(y|yes)$/i.test(answer)) return { value: true };
  return /^(n|no)$/i.test(answer) ? { value: false } : { problem: 'yes or no, please.' };
}
