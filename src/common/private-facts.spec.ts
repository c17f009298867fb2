import { format, inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { HostFact, PrivateAudience, privateAudience } from './private-facts.js';

const canary = 'planted-host-name';

describe(HostFact.name, () => {
  const fact = new HostFact(canary);
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
    expect(inspect(new HostFact('x-value'))).not.toContain('x-value');
  });

  it('is told to a private audience', () => {
    const audience = privateAudience({ publicMode: false });
    expect(audience && fact.reveal(audience)).toBe(canary);
  });
});

describe(privateAudience.name, () => {
  it('G3: there is none for a public agent', () => {
    expect(privateAudience({ publicMode: true })).toBeUndefined();
    expect(privateAudience({ publicMode: false })).toBeInstanceOf(PrivateAudience);
  });
});
