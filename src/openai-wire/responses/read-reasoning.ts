import { invalidValue } from '../../common/request-errors.js';
import { readObject, readOptionalString } from '../read.js';

export interface WireReasoning {
  effort: string | undefined;
  summary: string | undefined;
  /** Fields without effect, as paths. */
  ignored: string[];
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const summaries = ['auto', 'concise', 'detailed'];
const used = ['effort', 'summary', 'generate_summary'];

export function readReasoning(value: unknown): WireReasoning {
  if (value === undefined || value === null) return { effort: undefined, summary: undefined, ignored: [] };
  const reasoning = readObject(value, 'reasoning');
  const summary = readChoice(reasoning['summary'], 'reasoning.summary', summaries);
  return {
    effort: readChoice(reasoning['effort'], 'reasoning.effort', efforts),
    // OpenAI's former name.
    summary: summary ?? readChoice(reasoning['generate_summary'], 'reasoning.generate_summary', summaries),
    ignored: Object.keys(reasoning)
      .filter((name) => reasoning[name] != null && !used.includes(name))
      .map((name) => `reasoning.${name}`),
  };
}

export function readChoice(value: unknown, path: string, words: readonly string[]): string | undefined {
  const given = readOptionalString(value, path);
  if (given === undefined || words.includes(given)) return given;
  throw invalidValue(path, `expected ${words.join(', ')}`);
}
