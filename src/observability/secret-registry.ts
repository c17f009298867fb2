import { Injectable } from '@nestjs/common';
import { redacted } from '../common/redacted.js';
import { isSecret } from '../common/secret.js';
import { secretSpellings } from './secret-spellings.js';

/**
 * The secrets that must not leave the process. Values are only ever added: one that was rotated out by a reload is still
 * a secret to whoever reads the log.
 */
@Injectable()
export class SecretRegistry {
  private readonly spellings = new Set<string>();
  private pattern: RegExp | undefined;

  /** Values that are no secret by the common rule, such as very short ones, are left alone. */
  register(values: Iterable<string>): void {
    for (const value of values) {
      if (!isSecret(value)) continue;
      for (const spelling of secretSpellings(value)) this.spellings.add(spelling);
    }
    this.pattern = patternOf(this.spellings);
  }

  /** `text` with every registered secret, in any of its spellings, replaced; the time taken is linear in its length. */
  mask(text: string): string {
    return this.pattern ? text.replace(this.pattern, redacted) : text;
  }
}

/** Longest first, so that a secret which begins with another one is replaced whole. */
function patternOf(spellings: ReadonlySet<string>): RegExp | undefined {
  if (spellings.size === 0) return undefined;
  const longestFirst = [...spellings].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(escapeForPattern).join('|'), 'g');
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
