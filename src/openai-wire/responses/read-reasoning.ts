import { readChoice, readObject } from '../read.js';

export interface WireReasoning {
  effort: string | undefined;
  summary: string | undefined;
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const summaries = ['auto', 'concise', 'detailed'];

export function readReasoning(value: unknown): WireReasoning {
  if (value === undefined || value === null) return { effort: undefined, summary: undefined };
  const reasoning = readObject(value, 'reasoning');
  const summary = readChoice(reasoning['summary'], 'reasoning.summary', summaries);
  return {
    effort: readChoice(reasoning['effort'], 'reasoning.effort', efforts),
    // OpenAI's former name.
    summary: summary ?? readChoice(reasoning['generate_summary'], 'reasoning.generate_summary', summaries),
  };
}
