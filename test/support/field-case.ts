import { expect } from '@jest/globals';
import type { Response } from 'supertest';
import type { Answer } from './fake-exchange.js';
import { readPage } from './markdown-blocks.js';
import type { TestGateway } from './test-gateway.js';

type Fields = Record<string, unknown>;

/** Sends a request with these fields, on top of what every request needs. */
export type SendFields = (fields: Fields) => Promise<Response>;

/** How it shows what becomes of a field. Matches hold with the field, and do not hold without it. */
export type Outcome =
  /** A match of the last request to the provider. */
  | { upstream: Fields }
  /** A match of the answer. */
  | { answer: Fields }
  /** A match of what somebody sees afterwards. */
  | { afterwards: (answer: Response) => Promise<unknown>; match: Fields }
  /** `param` and `code` of the refusal. */
  | { refused: [param: string, code: string] }
  /** The name in `x-openclaw-ignored-fields`. */
  | { ignored: string }
  /** Nothing changes, and nothing is named. */
  | { tolerated: true };

export type FieldCase = Outcome & {
  /** With the field, at a valid value that is not its default. */
  send: Fields | (() => Promise<Fields>);
  /** The same without it; nothing but what every request needs where that is left out. */
  without?: Fields;
  /** What the provider answers, in this order; then `ok`. */
  script?: () => Answer[];
};

export type Compat = 'strict' | 'warn' | 'lenient';

const ignoredHeader = 'x-openclaw-ignored-fields';

/** What a page says of the fields in its table made from `source`: effect and note by the name of the field. */
export function documentedFields(page: string, source: string): Map<string, { effect: string; note: string }> {
  const [, table = ''] =
    new RegExp(`${source}: start -->(.*)<!-- generated from ${source}: end`, 's').exec(readPage(page)) ?? [];
  const rows = table.matchAll(/^\| `([^`|]+)` +\| ([^|]+?) +\| (.+?) +\|$/gm);
  return new Map([...rows].map(([, name = '', effect = '', note = '']) => [name, { effect, note }]));
}

/** Throws unless the row of the field says what the case shows. */
export function expectRow(name: string, shown: FieldCase, row: { effect: string; note: string } | undefined): void {
  const effects = effectsOf(name, shown);
  expect(effects.map(({ effect }) => effect)).toContain(row?.effect);
  expect(row?.note).toMatch(effects.find(({ effect }) => effect === row?.effect)?.note ?? /^/);
}

/** A part of what a field may hold can be ignored or refused although the field has its effect; then the note says so. */
function effectsOf(name: string, shown: FieldCase): { effect: string; note: RegExp }[] {
  if ('tolerated' in shown) return [{ effect: 'tolerated', note: /./ }];
  if ('refused' in shown)
    return [
      { effect: 'refused (400)', note: /./ },
      { effect: 'honoured', note: /^Only |^Tells which kind/ },
    ];
  if (!('ignored' in shown)) return ['honoured', 'mapped'].map((effect) => ({ effect, note: /./ }));
  if (shown.ignored === name) return [{ effect: 'ignored', note: /./ }];
  return ['honoured', 'mapped'].map((effect) => ({ effect, note: /ignored/ }));
}

interface Exchange {
  answer: Response;
  /** What the provider was asked last; nothing where it was not. */
  upstream: unknown;
}

/** Sends a request with the field and one without it, and throws unless the case holds under `compat`. */
export async function expectCase(
  gateway: TestGateway,
  sendFields: SendFields,
  shown: FieldCase,
  compat: Compat,
): Promise<void> {
  const fields = typeof shown.send === 'function' ? await shown.send() : shown.send;
  const ask = async (asked: Fields): Promise<Exchange> => {
    gateway.upstream.reset();
    gateway.upstream.script(...(shown.script?.() ?? []));
    const answer = await sendFields(asked);
    return { answer, upstream: gateway.upstream.requests.at(-1)?.body };
  };
  const without = await ask(shown.without ?? {});
  const withField = await ask(fields);
  expect(without.answer.status).toBe(200);
  if ('refused' in shown) expectRefused(withField.answer, shown.refused);
  else if ('ignored' in shown) expectIgnored(withField.answer, shown.ignored, compat);
  else await expectUsed(shown, withField, without);
}

async function expectUsed(
  shown: Exclude<Outcome, { refused: unknown } | { ignored: unknown }>,
  { answer, upstream }: Exchange,
  without: Exchange,
): Promise<void> {
  expect({ status: answer.status, error: answer.body.error ?? null }).toEqual({ status: 200, error: null });
  expect(answer.headers).not.toHaveProperty(ignoredHeader);
  if ('tolerated' in shown) expect(upstream).toEqual(without.upstream);
  else if ('upstream' in shown) expectOnly(upstream, without.upstream, shown.upstream);
  else if ('answer' in shown) expectOnly(answer, without.answer, shown.answer);
  else expectOnly(await shown.afterwards(answer), await shown.afterwards(without.answer), shown.match);
}

function expectOnly(withField: unknown, without: unknown, match: Fields): void {
  expect(withField).toMatchObject(match);
  expect(without).not.toMatchObject(match);
}

function expectRefused({ status, body }: Response, [param, code]: [string, string]): void {
  expect({ status, ...body.error }).toMatchObject({ status: 400, param, code });
}

function expectIgnored({ status, headers, body }: Response, name: string, compat: Compat): void {
  const named = headers[ignoredHeader];
  switch (compat) {
    case 'strict':
      expect({ status, ...body.error }).toMatchObject({ status: 400, param: name, code: 'unsupported_parameter' });
      return;
    case 'warn':
      expect({ status, named }).toEqual({ status: 200, named: name });
      return;
    case 'lenient':
      expect({ status, named }).toEqual({ status: 200, named: undefined });
      return;
  }
}
