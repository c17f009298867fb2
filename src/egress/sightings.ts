import type { KnownFact } from './known-fact.js';

/** What of a fact is searched for: the whole of a short one, or one of several parts. */
export interface FactPart {
  fact: KnownFact;
  part: number;
  /** How many parts have to be seen for the fact to count as found. */
  needed: number;
}

/** Which parts of which facts were seen in a text. */
export class Sightings {
  private readonly parts = new Map<KnownFact, Set<number>>();
  private readonly complete = new Set<KnownFact>();

  has({ fact, part }: FactPart): boolean {
    return this.parts.get(fact)?.has(part) === true;
  }

  add({ fact, part, needed }: FactPart): void {
    const seen = this.parts.get(fact) ?? new Set();
    this.parts.set(fact, seen.add(part));
    if (seen.size >= needed) this.complete.add(fact);
  }

  /** The facts of which enough was seen. */
  get found(): ReadonlySet<KnownFact> {
    return this.complete;
  }

  /** Those of which more was seen than in another text. */
  beyond(other: Sightings): ReadonlySet<KnownFact> {
    return new Set([...this.complete].filter((fact) => !other.hasAll(fact, this.parts.get(fact))));
  }

  private hasAll(fact: KnownFact, parts: ReadonlySet<number> = new Set()): boolean {
    return [...parts].every((part) => this.parts.get(fact)?.has(part));
  }
}
