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
  constructor(
    private readonly answers: AnswerSource,
    private readonly terminal: Terminal,
  ) {}

  /** Once there are no more answers, the defaults are taken. Throws a `CliError` where there is none. */
  async ask<Value>(question: Question<Value>): Promise<Value> {
    const { text, above = [], fallback } = question;
    if (this.answers !== noAnswers) above.forEach((line) => this.terminal.note(line));
    const prompt = `${text}${fallback === undefined ? '' : ` [${fallback === '' ? 'none' : fallback}]`} `;
    let answer = await this.answers.next(prompt);
    while (answer !== undefined) {
      const outcome = question.read(answer.trim() === '' ? (fallback ?? '') : answer.trim());
      if ('value' in outcome) return outcome.value;
      this.terminal.note(this.terminal.styledNote('yellow', outcome.problem));
      answer = await this.answers.next(prompt);
    }
    return presumed(question);
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
