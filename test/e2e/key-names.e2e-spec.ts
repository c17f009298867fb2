import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chat } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { bearer } from '../support/key-file.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';

const homes = temporaryDirectory();
const key = 'a-key-of-the-configuration';
const headers = bearer(key);
const taken = 'The name site is taken by a key that there was before';

let home: string;
let stateDir: string;

/** A gateway whose configuration has the key `site`; the one that the command line reads has none. */
const start = () =>
  TestGateway.start({
    stateDir,
    gateway: { auth: { mode: 'token', token: testToken, keys: [{ id: 'site', key }] }, ...servingResponses() },
  });
const create = (name: string) => runOpenclaw(['token', 'create', '--name', name], { home });
const remove = (...names: string[]) => {
  for (const name of names) {
    expect(existsSync(join(stateDir, name))).toBe(true);
    for (const ending of ['', '-wal', '-shm']) rmSync(join(stateDir, `${name}${ending}`), { force: true });
  }
};

beforeEach(() => {
  home = mkdtempSync(join(homes, 'home-'));
  stateDir = join(home, 'state');
  mkdirSync(stateDir, { mode: 0o700 });
});

describe('C6: the name of a key that was taken out of the configuration', () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await start();
  });
  afterEach(() => gateway.close());

  it('is not given to a new one while the gateway runs, and others are', async () => {
    expect((await postResponse(gateway, { input: 'hi' }, headers)).status).toBe(200);
    const { code, stdout, stderr } = await create('Site');
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(taken)]);
    expect(existsSync(join(stateDir, 'keys', 'keys.json'))).toBe(false);
    expect((await create('sit')).code).toBe(0);
    expect((await create('constructor')).code).toBe(0);
  });

  it('is free where a session of the token is only called like one of the key', async () => {
    const session = { 'x-openclaw-session-key': 'talk:key:site:talk' };
    expect((await chat(gateway.url, {}, { headers: session })).status).toBe(200);
    expect((await create('site')).code).toBe(0);
  });
});

describe('C6: what a key has left behind', () => {
  beforeEach(async () => {
    const gateway = await start();
    await postResponse(gateway, { input: 'hi' }, headers);
    await gateway.close();
  });

  it.each([
    ['its use', ['sessions.sqlite', 'responses.sqlite']],
    ['a session', ['keys/uses.json', 'responses.sqlite']],
    ['a response', ['keys/uses.json', 'sessions.sqlite']],
  ])('keeps its name: %s alone is enough', async (_name, gone) => {
    remove(...gone);
    const { code, stderr } = await create('site');
    expect([code, stderr]).toEqual([1, expect.stringContaining(taken)]);
  });

  it('where nothing is left, the name is free', async () => {
    remove('keys/uses.json', 'sessions.sqlite', 'responses.sqlite');
    expect((await create('site')).code).toBe(0);
  });

  it('no key is made where nobody can tell', async () => {
    writeFileSync(
      join(stateDir, 'responses.sqlite'),
      'no database at all, and longer than the head of one is'.repeat(20),
    );
    remove('keys/uses.json', 'sessions.sqlite');
    const { code, stderr } = await create('site');
    expect([code, stderr]).toEqual([1, expect.stringContaining('responses.sqlite: file is not a database')]);
    expect(stderr).toContain('openclaw doctor');
    expect(existsSync(join(stateDir, 'keys', 'keys.json'))).toBe(false);
    expect(readFileSync(join(stateDir, 'responses.sqlite'), 'utf8')).toContain('no database at all');
  });
});
