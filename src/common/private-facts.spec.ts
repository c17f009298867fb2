import { format, inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  HostFact,
  HostPath,
  OwnerAudience,
  OwnerFact,
  PrivateAudience,
  ownerAudience,
  privateAudience,
} from './private-facts.js';

const canary = 'planted-host-name';

describe.each([HostFact, HostPath, OwnerFact])('%p', (Fact) => {
  const fact = new Fact(canary);
  // What the type checker forbids in product code is tried here all the same.
  const loose = fact as unknown as string;

  it.each<[string, () => unknown]>([
    ['a template', () => `host=${loose}`],
    ['String()', () => String(fact)],
    ['+', () => 'host=' + loose],
    ['concat', () => 'host='.concat(loose)],
    ['join', () => [fact].join()],
    ['toString', () => fact.toString()],
    ['toLocaleString', () => [fact].toLocaleString()],
    ['valueOf', () => format('%s', (fact as object).valueOf())],
    ['JSON.stringify', () => JSON.stringify({ fact, list: [fact] })],
    ['spread', () => JSON.stringify({ ...fact })],
    ['Object.values', () => JSON.stringify([Object.values(fact), Object.entries(fact), Reflect.ownKeys(fact)])],
    ['structuredClone', () => inspect(structuredClone(fact))],
    ['util.inspect', () => inspect(fact, { showHidden: true, depth: null, getters: true })],
    ['util.format', () => format('%s %o %O %j', fact, fact, fact, fact)],
    ['Error', () => inspect(new Error(loose, { cause: fact }))],
    ['encodeURIComponent', () => encodeURIComponent(loose)],
    ['Buffer', () => Buffer.from(String(fact)).toString()],
    ['replace', () => 'x'.replace('x', loose)],
    ['a key of an object', () => JSON.stringify({ [loose]: 1 })],
  ])('G3: does not become text by %s', (_way, convert) => {
    const text = String(convert());
    expect(text).not.toContain(canary);
    expect(text).not.toContain('planted');
  });

  it('G3: util.inspect hides the value', () => {
    expect(inspect(new Fact('x-value'))).not.toContain('x-value');
  });
});

describe('reveal', () => {
  it('tells a host fact to a private audience, and an owner fact to the owner', () => {
    const [everybody, owner] = [privateAudience({ publicMode: false }), ownerAudience({ publicMode: false }, true)];
    expect(everybody && new HostFact(canary).reveal(everybody)).toBe(canary);
    expect(everybody && new HostPath(canary).reveal(everybody)).toBe(canary);
    expect(owner && new OwnerFact(canary).reveal(owner)).toBe(canary);
  });

  it('a path can be used without being told', () => {
    expect(new HostPath(canary).forFileSystem()).toBe(canary);
  });

  it('an owner fact can be measured and cut without being told', () => {
    const fact = new OwnerFact('planted note');
    const owner = ownerAudience({ publicMode: false }, true);
    expect([fact.length, fact.isBlank, new OwnerFact(' \n').isBlank]).toEqual([12, false, true]);
    expect(owner && fact.limited(7).reveal(owner)).toBe('planted');
  });
});

describe(ownerAudience.name, () => {
  it.each([
    [true, true, undefined],
    [true, false, undefined],
    [false, false, undefined],
    [false, true, expect.any(OwnerAudience)],
  ])('G3: public %s, owner %s: %p', (publicMode, isOwner, expected) => {
    expect(ownerAudience({ publicMode }, isOwner)).toEqual(expected);
  });
});

describe(privateAudience.name, () => {
  it('G3: there is none for a public agent', () => {
    expect(privateAudience({ publicMode: true })).toBeUndefined();
    expect(privateAudience({ publicMode: false })).toBeInstanceOf(PrivateAudience);
  });
});
