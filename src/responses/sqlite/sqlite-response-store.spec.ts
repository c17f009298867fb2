import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keptResponse } from '../../../test/support/response-factory.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { ResponseDamagedError, ResponseStoreError } from '../responses.errors.js';
import { SqliteResponseStore } from './sqlite-response-store.js';

const directory = temporaryDirectory();

describe(SqliteResponseStore.name, () => {
  let file: string;
  let sut: SqliteResponseStore;
  let count = 0;

  beforeEach(() => {
    file = join(directory, `responses-${String(count++)}.sqlite`);
    sut = SqliteResponseStore.open(file);
  });
  afterEach(() => sut.onApplicationShutdown());

  function spoil(sql: string, ...values: string[]): void {
    const other = new DatabaseSync(file);
    other.prepare(sql).run(...values);
    other.close();
  }

  it('gives a response back to the letter, also after it was opened anew', async () => {
    const text = `\u0000 \ud800 '; drop table responses; -- "\\u0000" \u2028 🙂`;
    const response = keptResponse({ input: [{ id: 'msg_1', text, __proto__: 1 }] });
    await sut.add(response);
    await sut.onApplicationShutdown();
    sut = SqliteResponseStore.open(file);
    const { input, ...head } = response;
    expect(await sut.load(response.id)).toEqual(head);
    expect(await sut.input(response.id)).toEqual(input);
    expect([await sut.load('resp_none'), await sut.input('resp_none'), await sut.size('resp_none')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('reads a response without its input, and says what each of them takes', async () => {
    const { input, ...head } = keptResponse({ id: 'a', input: [{ id: 'msg_1', text: 'é🙂'.repeat(10_000) }] });
    await sut.add({ ...head, input });
    const bytes = [head, input].map((part) => Buffer.byteLength(JSON.stringify(part)));
    expect(await sut.size('a')).toEqual({ head: bytes[0], input: bytes[1] });
    spoil(`update responses set input = '[{'`);
    expect(await sut.load('a')).toEqual(head);
    await expect(sut.input('a')).rejects.toBeInstanceOf(ResponseDamagedError);
  });

  it('reads a response that was kept with its input in one', async () => {
    const response = keptResponse({ id: 'a', input: [{ id: 'msg_1', text: 'hi' }] });
    await sut.add(response);
    const body = JSON.stringify(response);
    spoil('update responses set input = null, body = ?', body);
    expect(await sut.load('a')).toMatchObject({ id: 'a', identity: response.identity });
    expect(await sut.input('a')).toEqual(response.input);
    expect(await sut.size('a')).toEqual({ head: body.length, input: body.length });
    expect(await sut.lines()).toMatchObject([{ id: 'a', bytes: body.length }]);
  });

  it('refuses a second one of the same id, and takes others that come at the same time', async () => {
    const ids = ['a', 'b', 'a', 'c'];
    const added = await Promise.allSettled(ids.map((id) => sut.add(keptResponse({ id }))));
    expect(added.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    await expect(sut.add(keptResponse({ id: 'a' }))).rejects.toBeInstanceOf(ResponseStoreError);
  });

  it('knows whether a session has responses', async () => {
    await sut.add(keptResponse({ id: 'a', session: { key: 'one', kind: 'response' } }));
    expect([await sut.hasSession('one'), await sut.hasSession('two')]).toEqual([true, false]);
    await sut.remove(['a', 'none']);
    expect(await sut.hasSession('one')).toBe(false);
  });

  it('H9: lists what there is, the newest first, with its size in bytes', async () => {
    const input = [{ id: 'msg_1', text: 'é🙂' }];
    const { input: sent, ...head } = keptResponse({ id: 'a', input, createdAt: 0 });
    const bytes = Buffer.byteLength(JSON.stringify(head)) + Buffer.byteLength(JSON.stringify(sent));
    for (const [index, id] of ['a', 'b', 'c'].entries())
      expect(await sut.add(keptResponse({ id, input, createdAt: index }))).toBe(bytes);
    expect(await sut.lines()).toEqual([
      { id: 'c', runId: 'run_c', createdAt: 2, bytes },
      { id: 'b', runId: 'run_b', createdAt: 1, bytes },
      { id: 'a', runId: 'run_a', createdAt: 0, bytes },
    ]);
  });

  it.each(['no json', '{}', '{"id":"a"}', '[]'])('says so where a row cannot be read: %s', async (body) => {
    await sut.add(keptResponse({ id: 'a' }));
    await sut.add(keptResponse({ id: 'b' }));
    spoil(`update responses set body = ? where id = 'a'`, body);
    await expect(sut.load('a')).rejects.toBeInstanceOf(ResponseDamagedError);
    expect(await sut.load('b')).toMatchObject({ id: 'b' });
  });
});
