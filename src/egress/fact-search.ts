import { withoutInvisible } from './code-units.js';
import { type FactSpelling, factSpellings } from './fact-spellings.js';
import type { KnownFact } from './known-fact.js';
import { Sightings } from './sightings.js';
import { standsAlone } from './stands-alone.js';
import { TextAutomaton } from './text-automaton.js';

/** Finds facts in texts, in whatever spelling; the time taken is linear in the length of the text. */
export class FactSearch {
  private readonly spellings: readonly FactSpelling[];
  private readonly automaton: TextAutomaton;

  constructor(readonly facts: readonly KnownFact[]) {
    this.spellings = facts.flatMap(factSpellings);
    this.automaton = new TextAutomaton(this.spellings.map(({ text }) => text));
  }

  /** The facts that are in `text`. */
  find(text: string): ReadonlySet<KnownFact> {
    return this.sightingsIn(text).found;
  }

  /** What of which facts is in `text`. */
  sightingsIn(text: string): Sightings {
    const seen = new Sightings();
    this.automaton.scan(text, (index, end) => {
      const spelling = this.spellings[index];
      if (!seen.has(spelling) && this.isAt(text, end, index)) seen.add(spelling);
    });
    return seen;
  }

  private isAt(text: string, end: number, index: number): boolean {
    const { text: spelled, exact, surroundings } = this.spellings[index];
    const start = this.automaton.startOf(index, text, end);
    if (exact && withoutInvisible(text.slice(start, end)) !== spelled) return false;
    return standsAlone(text, start, end, surroundings);
  }
}
