import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { GuidePassage } from './guide-passages.js';
import { searchTerms, subjectOf, withNamesSplit, withSynonyms, wordsOf } from './guide-terms.js';

/** A title counts twice and a heading five times as much as the text. */
const ranking = 'bm25(passages, 2.0, 5.0, 1.0)';

/** How many of the matching passages are looked at more closely. */
const candidates = 24;

/** Beyond this many a long question need not match more of its words. */
const enoughTerms = 6;

/** Full-text search over passages, in memory. No input is a syntax error. */
export class GuideIndex {
  private readonly database = new DatabaseSync(':memory:');
  private readonly byRank: StatementSync;
  private readonly contains: StatementSync;

  constructor(private readonly passages: readonly GuidePassage[]) {
    const { database } = this;
    // content='' keeps the index only; the passages themselves are here already.
    database.exec(
      `CREATE VIRTUAL TABLE passages USING fts5(title, headings, body, content='', tokenize='porter unicode61')`,
    );
    fill(database, passages);
    this.byRank = database.prepare(`SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY ${ranking} LIMIT ?`);
    this.contains = database.prepare('SELECT 1 FROM passages WHERE passages MATCH ? AND rowid = ?');
  }

  /**
   * The passages that answer a question, best first: those with all of its telling words, else those with most of them.
   * One whose heading asks just that comes before all others. Empty when there are none, or when the question has no telling word.
   */
  search(question: string, limit: number): GuidePassage[] {
    const terms = isTelling(question) ? expressionsOf(question) : [];
    if (terms.length === 0) return [];
    const strict = this.match(terms.join(' AND '), candidates);
    const found = this.passagesAt(strict.length > 0 ? strict : this.mostlyMatching(terms));
    const closeness = closenessTo(question);
    // The sort is stable, so the rank stays among equals.
    found.sort((left, right) => closeness(right) - closeness(left));
    return found.slice(0, limit);
  }

  /** Passages with at least one of the question's words: not answers, but places to look. */
  nearest(question: string, limit: number): GuidePassage[] {
    const terms = expressionsOf(question);
    return terms.length === 0 ? [] : this.passagesAt(this.match(terms.join(' OR '), limit));
  }

  /** Gives its memory back; it cannot be searched any more. */
  close(): void {
    this.database.close();
  }

  private mostlyMatching(terms: string[]): number[] {
    const enough = Math.min(Math.floor(terms.length / 2) + 1, enoughTerms);
    return this.match(terms.join(' OR '), candidates)
      .map((row) => ({ row, matched: terms.filter((term) => this.contains.get(term, row) !== undefined).length }))
      .filter(({ matched }) => matched >= enough)
      .sort((left, right) => right.matched - left.matched)
      .map(({ row }) => row);
  }

  private match(expression: string, limit: number): number[] {
    return this.byRank.all(expression, limit).map((found) => Number(found.rowid));
  }

  private passagesAt(rows: number[]): GuidePassage[] {
    return rows.map((row) => this.passages.at(row - 1)).filter((passage) => passage !== undefined);
  }
}

/** A lone digit or letter is everywhere; a word or a number such as a status is not. */
function isTelling(question: string): boolean {
  return searchTerms(question).some((term) => /\p{L}{2}|\d{3}/u.test(term));
}

function expressionsOf(question: string): string[] {
  return searchTerms(question).map((term) => {
    const words = withSynonyms(term).map((word) => `"${word}"`);
    return words.length === 1 ? words.join('') : `(${words.join(' OR ')})`;
  });
}

/** 0 unless the last heading asks for just what the question does; more the more of its wording they share. */
function closenessTo(question: string): (passage: GuidePassage) => number {
  const subject = subjectOf(question);
  const asked = new Set(wordsOf(question));
  return ({ headings }) => {
    const heading = headings.at(-1) ?? '';
    if (subjectOf(heading) !== subject) return 0;
    return 1 + wordsOf(heading).filter((word) => asked.has(word)).length;
  };
}

function fill(database: DatabaseSync, passages: readonly GuidePassage[]): void {
  const insert = database.prepare('INSERT INTO passages (rowid, title, headings, body) VALUES (?, ?, ?, ?)');
  database.exec('BEGIN');
  passages.forEach((passage, position) => {
    const columns = [passage.title, passage.headings.join(' '), passage.text].map(withNamesSplit);
    insert.run(position + 1, ...columns);
  });
  database.exec('COMMIT');
}
