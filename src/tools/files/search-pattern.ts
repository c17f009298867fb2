import { RE2JS, RE2JSException } from 're2js';
import { limitText } from '../../common/limit-text.js';
import { UnusableRequestError } from './unusable-request.error.js';

const maxPatternCharacters = 2_000;
const maxProgramSize = 2_000;
/** Steps of the slowest pattern that take about 100 ms; one line takes no more, however long it is. */
const maxStepsPerLine = 4_000_000;
const maxShownLine = 500;
/** Characters shown of a long line before the match. */
const leadIn = 100;

/** What lines are searched for. Takes time that is linear in the length of a line, and bounded. */
export class SearchPattern {
  /** Lines so long that only their beginning was looked at. */
  linesCut = 0;
  private readonly maxSearched: number;

  private constructor(private readonly expression: RE2JS) {
    this.maxSearched = Math.floor(maxStepsPerLine / expression.programSize());
  }

  /** Throws an `UnusableRequestError` that says what is wrong with the pattern. */
  static compile(pattern: string, ignoreCase: boolean): SearchPattern {
    if (pattern === '')
      throw new UnusableRequestError('The pattern is empty. Give the text or expression to look for.');
    if (pattern.length > maxPatternCharacters)
      throw new UnusableRequestError(`The pattern is too long; use at most ${maxPatternCharacters} characters.`);
    const expression = compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    if (expression.programSize() > maxProgramSize)
      throw new UnusableRequestError('The pattern is too large; simplify it.');
    return new SearchPattern(expression);
  }

  matches(line: string): boolean {
    if (line.length <= this.maxSearched) return this.expression.test(line);
    this.linesCut += 1;
    return this.expression.test(limitText(line, this.maxSearched));
  }

  /** A line as it is shown: of a long one the part with the match. */
  excerpt(line: string): string {
    if (line.length <= maxShownLine) return line;
    const matcher = this.expression.matcher(limitText(line, this.maxSearched));
    const start = matcher.find() ? Math.max(0, matcher.start() - leadIn) : 0;
    const shown = limitText(line.slice(start), maxShownLine).toWellFormed();
    return `${start > 0 ? '… ' : ''}${shown}${start + shown.length < line.length ? ' …' : ''}`;
  }
}

function compile(pattern: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(pattern, flags);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new UnusableRequestError(
      `The pattern is not RE2 syntax: ${error.message.replace(/^error parsing regexp: /, '')}.`,
    );
  }
}
