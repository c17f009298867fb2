import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { longKey, loginCredentials, serviceCredentials } from '../../test/support/long-secrets.js';
import { FactSearch } from './fact-search.js';
import type { FactKind, KnownFact } from './known-fact.js';
import { SystemMachineFacts } from './system-machine-facts.js';
import { isTelling } from './telling-facts.js';

/** What machines, containers and their users are often called, beside those of which it can be told. */
const common: Partial<Record<FactKind, string[]>> = {
  'host name': [
    'localhost',
    'debian',
    'server',
    'web',
    'api',
    'mail',
    'vm',
    'raspberrypi',
    'gateway',
    'ip-10-0-3-17',
    'srv01',
    '3f2a9c1b7d4e',
    'db.example.net',
  ],
  'user name': ['root', 'node', 'app', 'ubuntu', 'openclaw', 'anna', 'max', 'user', 'www-data', 'deploy', 'anna.smith'],
  'home directory': ['/root', '/home/node', '/home/ubuntu', '/home/anna', '/var/www'],
  workspace: ['/app', '/workspace', '/srv/agents/front-desk', '/home/anna/agents/shop', '/tmp/workspace-7'],
  'state directory': ['/home/anna/.local/state/openclaw-gateway', '/root/.local/state/openclaw-gateway', '/data'],
  'configuration file': ['/etc/openclaw/openclaw.json', '/home/anna/openclaw.json'],
  'operating system': ['6.1.0', '23.4.0', '6.8.0-48-generic', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)'],
  'network address': ['127.0.0.1', '172.17.0.2', '10.0.0.1', '192.168.1.1', '10.20.30.40', 'fe80::1', '2001:db8:17::9'],
  'hardware address': ['00:00:00:00:00:00', '02:42:ac:11:00:02', '0a:1b:2c:3d:4e:5f'],
  secret: [
    ...['none', 'password', 'secret', 'changeme', '2023-06-01', 'sk-live-9f8e7d6c5b4a3210', 'My shop'],
    ...[longKey('canary'), longKey('short canary', 4), serviceCredentials('canary'), loginCredentials('canary')],
  ],
};

const docs = join(import.meta.dirname, '../../docs');
const paragraphs = ['', 'api'].flatMap((folder) =>
  readdirSync(join(docs, folder))
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => readFileSync(join(docs, folder, name), 'utf8').split(/\n{2,}/)),
);

function search(): FactSearch {
  const typical = Object.entries(common).flatMap(([kind, values]) =>
    values.map((value) => ({ kind, value }) as KnownFact),
  );
  return new FactSearch([...typical, ...new SystemMachineFacts().read()].filter(isTelling));
}

/** Text as people, models and tools write it; paths, versions, addresses and names that look like facts among it. */
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...paragraphs.filter(isWithoutSamples)) },
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.lorem({ maxCount: 60 }),
  fc.webUrl({ withQueryParameters: true }),
  fc.emailAddress(),
  fc.ipV4(),
  fc.ipV6(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.uuid(),
  fc.base64String({ maxLength: 4_000 }),
  fc.json(),
  fc
    .array(fc.constantFrom('home', 'root', 'node', 'usr', 'lib', 'data', 'app', 'etc', 'srv'), {
      minLength: 1,
      maxLength: 5,
    })
    .map((names) => `/${names.join('/')}.txt`),
  fc.tuple(fc.nat(9), fc.nat(20), fc.nat(99)).map((numbers) => `v${numbers.join('.')}`),
  fc.constantFrom(longKey('other'), longKey('other', 4), serviceCredentials('other'), loginCredentials('other')),
  fc.constantFrom(
    'Anna and Max run the web server as root.',
    'ssh root@localhost',
    'node app in /app',
    'C:\\Users\\max\\app',
  ),
);

/** The sample values above are in no document, but for paths that tell of the defaults. */
function isWithoutSamples(paragraph: string): boolean {
  return !paragraph.includes('.local/state/openclaw-gateway') && !paragraph.includes('/etc/openclaw');
}

const body = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => {
  const messages = pieces.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }));
  const call = { id: 'call_1', function: { name: 'read', arguments: JSON.stringify({ path: pieces[0] }) } };
  return JSON.stringify({
    model: 'model',
    messages: [...messages, { role: 'assistant', tool_calls: [call] }],
    stream: true,
  });
});

describe('Clean requests', () => {
  it('G5: of 5,000 none is taken for one that tells, whatever the machine is called', () => {
    const sut = search();
    const refused = fc.sample(body, 5_000).flatMap((text) => [...sut.find(text)].map(({ value }) => ({ value, text })));
    expect(refused.slice(0, 3)).toEqual([]);
  });

  it('is a search that finds these facts where they are', () => {
    const sut = search();
    expect(sut.find('{"content":"Written to /srv/agents/front-desk/a.md on srv01."}').size).toBe(2);
    expect(sut.find(JSON.stringify({ content: [longKey('canary'), loginCredentials('canary')] })).size).toBe(2);
  });
});
