import { maxShownCharacters } from '../execution/limit-output.js';

/** The lines of a result, as many as there is room for, and notices of what is missing. */
export class Report {
  private readonly lines: string[] = [];
  private readonly notices: string[] = [];
  private charactersLeft = maxShownCharacters;

  constructor(private readonly maxLines: number) {}

  /** False, and the line is left out, where there is no room for it. */
  add(line: string): boolean {
    if (this.lines.length >= this.maxLines || line.length >= this.charactersLeft) return false;
    this.lines.push(line);
    this.charactersLeft -= line.length + 1;
    return true;
  }

  notice(text: string): void {
    this.notices.push(`[${text}]`);
  }

  /** `whenEmpty` stands for the lines where there are none. */
  text(whenEmpty: string): string {
    return [...(this.lines.length === 0 ? [whenEmpty] : this.lines), ...this.notices].join('\n');
  }
}
