import { describe, expect, it } from '@jest/globals';
import { FactSearch } from '../../egress/fact-search.js';
import type { KnownFact } from '../../egress/known-fact.js';
import { FactTally } from './fact-tally.js';

const facts: KnownFact[] = [
  { kind: 'secret', value: 'sk-canary-key-1' },
  { kind: 'workspace', value: '/srv/canary/a' },
  { kind: 'workspace', value: '/srv/canary/b' },
  { kind: 'host name', value: 'canary-host' },
];

describe(FactTally.name, () => {
  it('tells each kind and place once, and counts what was found nowhere', () => {
    const sut = new FactTally(new FactSearch(facts));
    sut.look('canary-host, at /srv/canary/a', 'the prompt');
    sut.look('canary-host', 'the prompt');
    sut.look('CANARY-HOST and /srv/canary/b', 'the prompt');
    sut.look('nothing', 'a tool');
    expect(sut.places()).toEqual([
      { fact: 'host name', place: 'the prompt' },
      { fact: 'workspace', place: 'the prompt' },
    ]);
    expect(sut.withheld(facts)).toEqual([{ fact: 'secret', count: 1 }]);
  });

  it('lets a provider have a secret, and no other fact', () => {
    const sut = new FactTally(new FactSearch(facts));
    sut.lookAtAddress('sk-canary-key-1 canary-host', 'a header');
    expect(sut.places()).toEqual([{ fact: 'host name', place: 'a header' }]);
  });
});
