import { CliError, exitCodes } from '../cli-error.js';
import type { Terminal } from '../terminal.js';
import type { Question } from './question.js';

/** Where answers come from, one line each; undefined when there are no more. */
export interface AnswerSource {
  next(prompt: string): Promise<string | undefined>;
  close(): void;
}

/** Everybody takes the default. */
export const noAnswers: AnswerSource = { next: () => Promise.resolve(undefined), close: () => undefined };

/** Asks one question after the other; what cannot be an answer is asked again, with the reason. */
export class Interview {
  private count = 0;

  constructor(
    private readonly answers: AnswerSource,
    private readonly terminal: Terminal,
  ) {}

  /** Once there are no more answers, the defaults are taken. Throws a `CliError` where there is none. */
  async ask<Value>(question: Question<Value>): Promise<Value> {
    const { above = [], fallback } = question;
    const text = question.isCounted === true ? `${++this.count}. ${question.text}` : question.text;
    if (this.answers !== noAnswers) above.forEach((line) => this.terminal.note(line));
    const presumable = fallback === undefined ? '' : ` [${fallback === '' ? 'none' : fallback}]`;
    const prompt = this.terminal.shownNote(`${text}${presumable} `);
    let answer = await this.answers.next(prompt);
    while (answer !== undefined) {
      const outcome = question.read(answer.trim() === '' ? (fallback ?? '') : answer.trim());
      if ('value' in outcome) return outcome.value;
      this.warn(outcome.problem);
      answer = await this.answers.next(prompt);
    }
    return presumed(question);
  }

  /** Tells what is wrong with an answer. */
  warn(problem: string): void {
    this.terminal.note(this.terminal.styledNote('yellow', problem));
  }
}

function presumed<Value>(question: Question<Value>): Value {
  const { text, fallback } = question;
  const outcome = fallback === undefined ? { problem: 'it has no default.' } : question.read(fallback);
  if ('value' in outcome) return outcome.value;
  throw new CliError(`There is no answer to "${text}", and ${outcome.problem}`, {
    exitCode: exitCodes.usage,
    hint: 'Answer it on standard input, one line a question, or run `openclaw init` on a terminal.',
  });
}
