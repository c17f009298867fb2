import type { FactSearch } from '../../egress/fact-search.js';
import { type FactKind, type KnownFact, factKinds } from '../../egress/known-fact.js';
import type { FactCountRow, FoundFactRow } from '../../gateway-protocol/method-payloads.js';

/** Which facts were found where. */
export class FactTally {
  private readonly found = new Map<KnownFact, Set<string>>();

  constructor(private readonly search: FactSearch) {}

  look(text: string, place: string): void {
    for (const fact of this.search.find(text)) this.add(fact, place);
  }

  /** Of what is configured for a provider, which may be sent secrets of its own. */
  lookAtAddress(value: string, place: string): void {
    for (const fact of this.search.find(value)) if (fact.kind !== 'secret') this.add(fact, place);
  }

  /** Each kind and place once. */
  places(): FoundFactRow[] {
    const all = [...this.found].flatMap(([{ kind }, places]) => [...places].map((place) => ({ fact: kind, place })));
    const byText = new Map(all.map((row) => [JSON.stringify(row), row]));
    return [...byText.values()];
  }

  /** Those of `facts` that were found nowhere. */
  withheld(facts: readonly KnownFact[]): FactCountRow[] {
    const found = new Set([...this.found.keys()].map(({ value }) => value));
    return countKinds(facts.filter(({ value }) => !found.has(value)));
  }

  private add(fact: KnownFact, place: string): void {
    const places = this.found.get(fact) ?? new Set();
    this.found.set(fact, places.add(place));
  }
}

/** In the order of the kinds; those without any are left out. */
export function countKinds(facts: readonly KnownFact[]): FactCountRow[] {
  const count = (fact: FactKind): number => facts.filter(({ kind }) => kind === fact).length;
  return factKinds.map((fact) => ({ fact, count: count(fact) })).filter(({ count: number }) => number > 0);
}
