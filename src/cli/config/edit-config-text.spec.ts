import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import JSON5 from 'json5';
import { ConfigInvalidError } from '../../config/config-problem.js';
import type { ConfigPath } from '../../config/settings/config-path.js';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { CliError } from '../cli-error.js';
import { putValue, removeValue, valueAt } from './config-data.js';
import { editConfigText as sut } from './edit-config-text.js';
import { Json5Document } from './json5-document.js';
import { parseSettingPath } from './setting-path.js';

const set = (text: string, path: string, value: unknown): string =>
  sut(text, parseSettingPath(path), { kind: 'set', value }).text;
const unset = (text: string, path: string): string => sut(text, parseSettingPath(path), { kind: 'unset' }).text;
const commentsOf = (text: string): string[] => new Json5Document(text).comments;

const file = `// Ours.
{
  gateway: {
    port: 18789, // the usual one
    // No token here.
  },
  agents: {
    defaults: {
      // model: "ollama/llama3.3",
    },
    list: [
      { id: 'main', default: true },
      /* strangers */ { id: 'front-desk', publicMode: true }
    ],
  }
}
`;

describe('editConfigText: set', () => {
  it('replaces a value and nothing else', () => {
    expect(set(file, 'gateway.port', 80)).toBe(file.replace('18789', '80'));
    expect(set(file, 'agents.list[0].id', "it's")).toBe(file.replace("'main'", `"it's"`));
  });

  it('adds a member on a line of its own, behind the comments', () => {
    const withBind = "    // No token here.\n    bind: 'lan',\n";
    expect(set(file, 'gateway.bind', 'lan')).toBe(file.replace('    // No token here.\n', withBind));
  });

  it('adds the comma that the member before it has not', () => {
    expect(set(file, 'logging.level', 'warn')).toBe(
      file.replace(/\n {2}\}\n\}/, "\n  },\n  logging: { level: 'warn' }\n}"),
    );
    expect(set('{ a: 1 /* one */ }', 'b', 2)).toBe('{ a: 1, /* one */ b: 2 }');
    expect(set('{a:1,}', 'b', 2)).toBe('{a:1, b: 2,}');
  });

  it('fills an object that holds a comment only', () => {
    expect(set(file, 'agents.defaults.model', 'a/b')).toContain(
      `      // model: "ollama/llama3.3",\n      model: 'a/b',\n    },`,
    );
  });

  it('names an element of a list by its id, or by its index, and adds one behind the last', () => {
    const expected = file.replace('publicMode: true }', "publicMode: true, model: 'a/b' }");
    expect(set(file, 'agents.list.front-desk.model', 'a/b')).toBe(expected);
    expect(set(file, 'agents.list[1].model', 'a/b')).toBe(expected);
    expect(sut(file, ['agents', 'list', 'front-desk', 'x'], { kind: 'set', value: 1 }).path).toEqual([
      'agents',
      'list',
      1,
      'x',
    ]);
    expect(set(file, 'agents.list[2].id', 'new')).toContain("publicMode: true },\n      { id: 'new' }\n    ],");
  });

  it('makes the objects on the way', () => {
    expect(set('{} // ours', 'models.providers["my own"].baseUrl', 'http://127.0.0.1:1/v1')).toBe(
      `{ models: { providers: { 'my own': { baseUrl: 'http://127.0.0.1:1/v1' } } } } // ours`,
    );
    expect(set('{ a: [] }', 'a[0]', 1)).toBe('{ a: [1] }');
  });

  it('breaks a long value into lines, with the indentation of its place', () => {
    const long = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`aRatherLongKey${index}`, index]));
    const edited = set(file, 'agents.list[0].params', long);
    expect(edited).toContain('default: true, params: {\n        aRatherLongKey0: 0,\n');
    expect(JSON5.parse(edited).agents.list[0].params).toEqual(long);
    expect(set('{} // ours', 'a', long)).toMatch(/^\{\n {2}a: \{\n {4}aRatherLongKey0: 0,\n/);
  });

  it('keeps plain JSON plain, tabs tabs, Windows line ends Windows line ends, and a byte order mark', () => {
    const json = '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n';
    const edited = set(json, 'a.c', "it's");
    expect(edited).toBe('{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": "it\'s"\n\t}\n}\n');
    expect(set('\uFEFF{\r\n  a: 1,\r\n}\r\n', 'b', 2)).toBe('\uFEFF{\r\n  a: 1,\r\n  b: 2,\r\n}\r\n');
  });

  it('of two members with one key it changes the one that counts', () => {
    expect(set('{ a: 1, a: 2 }', 'a', 3)).toBe('{ a: 1, a: 3 }');
  });

  it.each([
    ['a value in the way', 'gateway.port.x', /gateway\.port is 18789, and no object/],
    ['an element that is too far', 'agents.list[7].id', /agents\.list is a list, and 7 is not in it/],
    ['an id that is not there', 'agents.list.nobody.id', /is a list, and "nobody" is not in it/],
    ['an index into an object', 'gateway[0]', /gateway is an object, and no list/],
  ])('refuses %s', (_, path, expected) => {
    const error = thrownBy(() => set(file, path, 1));
    expect(error).toBeInstanceOf(CliError);
    expect(String(error)).toMatch(expected);
  });

  it('refuses a text that is no configuration, with the place of the fault', () => {
    const error = thrownBy(() => set('{\n a: }', 'a', 1));
    expect(error).toBeInstanceOf(ConfigInvalidError);
    expect(String(error)).toContain('line 2');
    expect(thrownBy(() => set('', 'a', 1))).toBeInstanceOf(ConfigInvalidError);
    expect(thrownBy(() => set('[]', 'a', 1))).toBeInstanceOf(ConfigInvalidError);
  });
});

describe('editConfigText: unset', () => {
  it('takes the line away and leaves its comment', () => {
    expect(unset(file, 'gateway.port')).toContain('gateway: {\n    // the usual one\n    // No token here.\n');
    expect(unset('{\n  a: 1,\n  b: {\n    c: 2,\n  },\n  d: 3\n}', 'b')).toBe('{\n  a: 1,\n  d: 3\n}');
    expect(unset('{\n  a: 1,\n  d: 3\n}', 'd')).toBe('{\n  a: 1\n}');
  });

  it('takes a part of a line away', () => {
    expect(unset('{ a: 1, b: 2 }', 'a')).toBe('{ b: 2 }');
    expect(unset('{ a: 1, b: 2 }', 'b')).toBe('{ a: 1 }');
    expect(unset('{ a: 1 /* x */, b: 2 }', 'a')).toBe('{ /* x */ b: 2 }');
    expect(unset(file, 'agents.list.main')).not.toContain("'main'");
  });

  it('takes every member of that key away', () => {
    expect(unset('{ a: 1, b: 2, a: 3 }', 'a')).toBe('{ b: 2 }');
  });

  it('says what could have been meant', () => {
    expect(thrownBy(() => unset(file, 'gateway.prot'))).toMatchObject({
      message: 'There is nothing at gateway.prot.',
      hint: expect.stringContaining('did you mean "port"'),
    });
  });
});

describe('editConfigText: whatever the file looks like', () => {
  const key = fc.oneof(
    fc.constantFrom('a', 'b', 'id', 'port', '$x'),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
      .filter((text) => !/^(__proto__|constructor|prototype)$/.test(text)),
  );
  const scalar = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const json = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value;
  const root = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true });

  /** What may stand between any two tokens. */
  const gap = fc.constantFrom(
    '',
    ' ',
    '\n  ',
    '\t',
    '\r\n',
    ' /* { , } */ ',
    ' // , "}\n',
    '\n// note\n    ',
    '\u00A0',
  );

  /** A text for the value, with gaps, quotes and commas of every kind. */
  const textOf = (value: unknown): fc.Arbitrary<string> => {
    if (typeof value !== 'object' || value === null) {
      return Object.is(value, -0) ? fc.constant('-0') : fc.constantFrom(JSON5.stringify(value), quoted(value));
    }
    const items: [string, unknown][] = Array.isArray(value)
      ? value.map((each: unknown) => ['', each])
      : Object.entries(value).map(([name, each]) => [name, each]);
    const parts = items.map(([name, each]) =>
      fc
        .tuple(gap, gap, gap, textOf(each), fc.boolean())
        .map(([before, middle, after, text, plain]) =>
          Array.isArray(value)
            ? `${before}${text}${after}`
            : `${before}${keyText(name, plain)}${middle}:${after}${text}${middle}`,
        ),
    );
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    return fc
      .tuple(fc.tuple(...parts), fc.boolean(), gap)
      .map(([all, comma, end]) => `${open}${all.join(',')}${comma && all.length > 0 ? ',' : ''}${end}${close}`);
  };
  const lineEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`;
  const quoted = (value: unknown): string =>
    typeof value === 'string' ? JSON.stringify(value).replace(/[\u2028\u2029]/g, lineEscape) : JSON5.stringify(value);
  const keyText = (name: string, plain: boolean): string =>
    plain && /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name).replace(/[\u2028\u2029]/g, lineEscape);

  const pathsIn = (value: unknown, path: ConfigPath = []): ConfigPath[] => {
    const here = path.length > 0 ? [path] : [];
    if (typeof value !== 'object' || value === null) return here;
    const children: [string | number, unknown][] = Array.isArray(value)
      ? value.map((each: unknown, index) => [index, each])
      : Object.entries(value);
    return [...here, ...children.flatMap(([step, each]) => pathsIn(each, [...path, step]))];
  };
  const written = root.chain((data) =>
    fc.tuple(gap, textOf(data), gap).map(([before, text, after]) => before + text + after),
  );

  it('a value that is set is there, nothing else is changed, and every comment survives', () => {
    const addedPath = fc.array(key, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(written, json, fc.nat(), addedPath, fc.boolean(), (text, value, pick, added, isNew) => {
        const before: unknown = JSON5.parse(text);
        const paths = pathsIn(before);
        const path = isNew || paths.length === 0 ? added : (paths[pick % paths.length] ?? added);
        const container = valueAt(before, path.slice(0, -1));
        fc.pre(fits(before, path) && (container === undefined || typeof container === 'object'));
        const { text: edited, path: settled } = sut(text, path, { kind: 'set', value });
        const after: unknown = JSON5.parse(edited);
        expect(valueAt(after, settled)).toEqual(value);
        const wanted: unknown = JSON5.parse(text);
        putValue(wanted, settled, value);
        expect(after).toEqual(wanted);
        if (container === undefined || valueAt(before, settled) === undefined)
          expect(commentsOf(edited)).toEqual(commentsOf(text));
        else expect(commentsOf(text)).toEqual(expect.arrayContaining(commentsOf(edited)));
      }),
      { numRuns: 400 },
    );
  });

  it('what is unset is gone, and nothing else', () => {
    fc.assert(
      fc.property(written, fc.nat(), (text, pick) => {
        const wanted: unknown = JSON5.parse(text);
        const paths = pathsIn(wanted);
        fc.pre(paths.length > 0);
        const path = paths[pick % paths.length] ?? [];
        fc.pre(fits(wanted, path));
        const { text: edited, path: settled } = sut(text, path, { kind: 'unset' });
        removeValue(wanted, settled);
        expect(JSON5.parse(edited)).toEqual(wanted);
      }),
      { numRuns: 400 },
    );
  });

  it('to set what is there already changes nothing but that value, and to unset what was added brings the data back', () => {
    fc.assert(
      fc.property(written, json, (text, value) => {
        fc.pre(!Object.hasOwn(JSON5.parse(text), 'added'));
        const added = set(text, 'added', value);
        const back = unset(added, 'added');
        expect(JSON5.parse(back)).toEqual(JSON5.parse(text));
        expect(commentsOf(back)).toEqual(commentsOf(text));
      }),
      { numRuns: 300 },
    );
  });

  /** Whether nothing but objects and lists is on the way, and no name could be an index or an id. */
  function fits(data: unknown, path: ConfigPath): boolean {
    let value = data;
    for (const step of path) {
      if (value !== undefined && (typeof value !== 'object' || value === null)) return false;
      if (Array.isArray(value) && typeof step !== 'number') return false;
      value = valueAt(value, [step]);
    }
    return true;
  }
});
