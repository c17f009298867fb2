import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { spellings } from '../../test/support/canaries.js';
import { longKey, loginCredentials, serviceCredentials } from '../../test/support/long-secrets.js';
import { processorMilliseconds } from '../../test/support/processor-milliseconds.js';
import { FactSearch } from './fact-search.js';
import { type KnownFact, factKinds } from './known-fact.js';

const facts: KnownFact[] = [
  { kind: 'host name', value: 'canary-host' },
  { kind: 'user name', value: 'canary.user' },
  { kind: 'workspace', value: '/srv/canary workspaces/front-desk' },
  { kind: 'home directory', value: '/home/çanary' },
  { kind: 'operating system', value: '6.1.0-18-canary' },
  { kind: 'network address', value: '203.0.113.7' },
  { kind: 'network address', value: '2001:db8::7' },
  { kind: 'hardware address', value: '0a:1b:2c:3d:4e:5f' },
  { kind: 'secret', value: 'sk-Canary+"secret"/42' },
];
const sut = new FactSearch(facts);

function found(text: string): string[] {
  return [...sut.find(text)].map(({ value }) => value);
}

describe(FactSearch.name, () => {
  it.each(facts)('G5: finds the $kind $value in every spelling, also within JSON', ({ value }) => {
    for (const spelling of spellings(value)) {
      expect(found(`{"a":"b ${spelling} c"}`)).toContain(value);
      expect(found(JSON.stringify({ a: `b\n${spelling}\nc` }))).toContain(value);
      expect(found(JSON.stringify({ a: JSON.stringify({ path: `\t${spelling}` }) }))).toContain(value);
    }
  });

  it.each(facts)('G5: finds the $kind $value as careful encoders write it', ({ value }) => {
    const ascii = value.replace(
      /[/\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const escaped = ascii.replaceAll('"', '\\"');
    for (const spelling of [escaped, escaped.toUpperCase().replaceAll('\\U', '\\u')]) {
      expect(found(`{"a":"${spelling}"}`)).toContain(value);
    }
    expect(found(`{"a":"${JSON.stringify(value).slice(1, -1).replaceAll('/', '\\/')}"}`)).toContain(value);
    expect(found(`q=${encodeURIComponent(encodeURIComponent(value))}&`)).toContain(value);
    expect(found(`q=${encodeURIComponent(value).toLowerCase()}&`)).toContain(value);
    expect(found(Buffer.from(value).toString('hex'))).toContain(value);
    expect(found(Buffer.from(`any text ${value} and more?`).toString('base64url'))).toContain(value);
  });

  it('G5: finds a path with the separators of Windows', () => {
    const path = 'C:\\srv\\canary workspaces\\front-desk\\notes';
    expect(found(path)).toEqual(['/srv/canary workspaces/front-desk']);
    expect(found(JSON.stringify({ path }))).toEqual(['/srv/canary workspaces/front-desk']);
    expect(found(JSON.stringify(JSON.stringify({ path })))).toEqual(['/srv/canary workspaces/front-desk']);
  });

  it('G5: finds a decomposed letter', () => {
    expect(found('/home/çanary'.normalize('NFD'))).toEqual(['/home/çanary']);
  });

  it('G5: finds a fact wherever it stands in whatever a request says', () => {
    const anywhere = fc.tuple(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...facts),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(anywhere, ([before, { value }, after]) => {
        expect(found(JSON.stringify({ messages: [{ content: `${before} ${value} ${after}` }] }))).toContain(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    'canary-hosting',
    'mycanary-host',
    'acanary.user',
    '/srv/canary workspaces/front-desk-2',
    '/srv/canary workspaces/front-desk.md',
    '/home/çanary_2',
    '16.1.0-18-canary',
    '203.0.113.70',
    '1203.0.113.7',
    '203.0.113.7.5',
    '2001:db8::7:1',
    '2001:db8::7f',
    'sk-Canary+"secret"/4',
  ])('G5: does not take %s for a fact', (text) => {
    expect(found(`a ${text} b`)).toEqual([]);
    expect(found(JSON.stringify({ text }))).toEqual([]);
  });

  it.each([
    ['canary-host', 'http://canary-host:8080/'],
    ['canary-host', 'user@canary-host.'],
    ['203.0.113.7', 'http://203.0.113.7:11434/v1'],
    ['203.0.113.7', 'It is 203.0.113.7.'],
    ['2001:db8::7', 'http://[2001:db8::7]:80/'],
    ['/home/çanary', 'file:///home/çanary/x'],
    ['canary-host', 'a%20canary-host'],
    ['canary-host', 'a%2Fcanary-host'],
    ['canary-host', '"\\u000acanary-host"'],
  ])('G5: finds %s in %s', (value, text) => {
    expect(found(text)).toEqual([value]);
  });

  it('takes base64 in other case for something else', () => {
    const encoded = Buffer.from('canary-host').toString('base64');
    expect(found(encoded)).toEqual(['canary-host']);
    expect(found(encoded.toLowerCase())).toEqual([]);
  });

  it('can search for any value of any kind, and finds what it is given', () => {
    const value = fc.string({ unit: 'binary', minLength: 5, maxLength: 40 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.constantFrom(...factKinds), value, (kind, text) => {
        expect(new FactSearch([{ kind, value: text }]).find(`" ${text} "`).size).toBe(1);
      }),
    );
  });

  it.each([
    '203.0.113.7z',
    'z203.0.113.7 ',
    '.203.0.113.7 ',
    'canary-hosté',
    'n2001:db8::7 ',
    '203.0.113.7 ',
    '/srv/canary workspaces/front-desk-2',
    `${Buffer.from('canary-host').toString('base64').toLowerCase()} `,
    '２０３.0.113.7ｚ',
    '203.0.113.\u200b7\u200bz',
    '203.0.113.7\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b',
    '\\x203.0.113.7 ',
    '%zz203.0.113.7 ',
    'The workspace of /srv/canary is on 203.0.113.8 and not on canary-hos, says {"a":"\\u00e9"}. ',
  ])('G5: takes eight times as long for eight times as much of %j, which is nearly a fact or one', async (unit) => {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    const long = text.repeat(8);
    let [best, bestOfLong] = [Infinity, Infinity];
    // The best of many: what else the machine is at makes some of them dearer, and none cheaper.
    for (let round = 0; round < 15; round++) {
      best = Math.min(best, await processorMilliseconds(() => sut.find(text)));
      bestOfLong = Math.min(bestOfLong, await processorMilliseconds(() => sut.find(long)));
    }
    expect(bestOfLong).toBeLessThan(8 * 3 * best);
  });

  it.each([
    ['a space as a plus sign', 'sk canary secret 42', 'q=sk+canary+secret+42&'],
    ['line breaks for spaces', 'sk canary secret 42', 'sk canary\nsecret 42'],
    ['line breaks for all spaces', 'sk canary secret 42', 'sk\ncanary\nsecret\n42'],
    ['line breaks of Windows for spaces', 'sk canary secret 42', 'sk canary secret\r\n42'],
    ['named entities of HTML', `sk-"canary"&<42>'s`, '<p>sk-&quot;canary&quot;&amp;&lt;42&gt;&#39;s</p>'],
    ['numbered entities of HTML', `sk-"canary"&<42>'s`, '<p>sk-&#34;canary&#34;&#38;&#60;42&#62;&#39;s</p>'],
    ['entities of HTML for spaces', 'sk canary secret 42', 'sk&#32;canary&#32;secret&#32;42'],
    ['spaces that do not break', 'sk canary secret 42', 'sk&nbsp;canary&nbsp;secret&nbsp;42'],
    ['characters without width', 'sk canary secret 42', 'sk ca\u200bna\u00adry se\u2060\u2060cret\ufeff 42'],
    ['characters of full width', 'sk canary secret 42', 'ｓｋ Canary Ｓecret ４２'],
    ['what has characters without width itself', 'sk\u200bcanary', 'skcanary'],
    ['base64 with characters without width', 'canary-host', 'Y2FuYXJ5\u200bLWhvc3Q'],
  ])('G5: finds %s', (_spelling, value, text) => {
    const search = new FactSearch([{ kind: 'secret', value }]);
    expect(search.find(text).size).toBe(1);
    expect(search.find(JSON.stringify({ a: JSON.stringify({ text }) })).size).toBe(1);
  });

  it('G5: finds an address with characters without width, and takes none for one that goes on', () => {
    expect(found('It is 203.0.\u200b113.7.')).toEqual(['203.0.113.7']);
    expect(found('It is ２０３.0.113.７.')).toEqual(['203.0.113.7']);
    expect(found('It is 203.0.\u200b113.70.')).toEqual([]);
    expect(found('It is 1203.0.\u200b113.7.')).toEqual([]);
  });
});

/** What is done to a text, one of each row, before it stands in a request. */
const writings: ((text: string) => string)[][] = [
  [(text) => text, (text) => text.normalize('NFC'), (text) => text.normalize('NFD')],
  [(text) => text, (text) => text.replaceAll('/', '\\')],
  [
    (text) => text,
    encodeURI,
    encodeURIComponent,
    (text) => encodeURIComponent(encodeURIComponent(text)),
    (text) => encodeURIComponent(text).replaceAll('%20', '+'),
    (text) => text.replace(/[&<>"' ]/g, (unit) => `&#${unit.charCodeAt(0)};`),
    (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    (text) => text.replaceAll(' ', '\n'),
    (text) => text.replaceAll(' ', '\r\n'),
    (text) => text.replace(' ', '\r\n'),
    (text) => `${text.slice(0, 100)}${text.slice(100).replace(' ', '\n')}`,
  ],
  [(text) => text, (text) => text.toWellFormed(), inJson],
  [(text) => text, (text) => text.replaceAll('/', '\\/')],
  [(text) => text, inJson, (text) => inJson(inJson(text))],
];

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

describe('A search for long secrets', () => {
  const secrets = [
    longKey('canary'),
    longKey('short canary', 4),
    serviceCredentials('canary'),
    loginCredentials('canary'),
    'canary words with spaces, '.repeat(30),
    'żółw, Grüße & "日本語" 𐐀/𐐁 '.repeat(12),
  ].map((value): KnownFact => ({ kind: 'secret', value }));
  const search = new FactSearch(secrets);
  const [key, , credentials, login] = secrets;
  const valuesIn = (text: string): string[] => [...search.find(text)].map(({ value }) => value);

  it.each(secrets)('G5: finds the whole of one in every spelling', (secret) => {
    const writing = fc.tuple(...writings.map((ways) => fc.constantFrom(...ways)));
    fc.assert(
      fc.property(writing, fc.string({ maxLength: 5 }), (ways, before) => {
        const written = ways.reduce((text, way) => way(text), secret.value);
        expect(valuesIn(`${before}${written} and more`)).toContain(secret.value);
      }),
      { numRuns: 200 },
    );
  });

  it.each(secrets)('G5: finds the whole of one in other digits and characters', ({ value }) => {
    const bytes = Buffer.from(`Any text. ${value} And more.`);
    for (const offset of [0, 1, 2]) {
      expect(valuesIn(bytes.subarray(offset).toString('base64'))).toContain(value);
      expect(valuesIn(bytes.subarray(offset).toString('base64url'))).toContain(value);
    }
    expect(valuesIn(bytes.toString('hex').toUpperCase())).toContain(value);
    expect(
      valuesIn(value.replaceAll(/[\x21-\x7e]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0))),
    ).toContain(value);
    expect(valuesIn(value.replaceAll('e', 'e\u200b'))).toContain(value);
    expect(valuesIn(value.replaceAll(/[a-z]/g, (unit) => unit.toUpperCase()))).toContain(value);
  });

  it.each([key, credentials])('G5: finds a key of which a part is missing or is another one', ({ value }) => {
    const { length } = value;
    for (const [from, to] of [
      [300, length],
      [0, length - 300],
      [500, length - 100],
    ]) {
      expect(valuesIn(JSON.stringify({ text: value.slice(from, to) }))).toContain(value);
    }
    const lines = value.slice(0, 900).split('\n');
    expect(valuesIn([...lines, 'and', value.slice(1_000)].join('\n'))).toContain(value);
  });

  it('G5: does not take what all keys and credentials of a kind share for one of them', () => {
    for (const make of [longKey, serviceCredentials, loginCredentials]) {
      expect(valuesIn(make('other'))).toEqual([]);
      expect(valuesIn(JSON.stringify({ text: make('another') }))).toEqual([]);
    }
  });

  it('G5: does not take a line of a key or the words of another text for it', () => {
    expect(valuesIn(key.value.split('\n').slice(2, 5).join('\n'))).toEqual([]);
    expect(valuesIn(login.value.slice(-400))).toEqual([]);
    expect(valuesIn('canary words with spaces, and '.repeat(30))).toEqual([]);
  });

  it('G5: tells more than what is known already only where it does', () => {
    const { value } = key;
    const beyond = (text: string, known: string): KnownFact[] => [
      ...search.sightingsIn(text).beyond(search.sightingsIn(known)),
    ];
    expect(beyond(value, value)).toEqual([]);
    expect(beyond(value.slice(0, 1_500), JSON.stringify({ value }))).toEqual([]);
    expect(beyond(value, value.slice(0, 1_500))).toEqual([key]);
    expect(beyond(value, 'nothing')).toEqual([key]);
    expect(beyond(value.slice(0, 300), 'nothing')).toEqual([]);
  });
});
