import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import JSON5 from 'json5';
import { starterConfigPath } from '../../src/config/load/config-source.js';
import { chat } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp } from '../support/create-test-app.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { freePorts } from '../support/free-ports.js';
import { fencedBlocks } from '../support/markdown-blocks.js';
import { PageReader, type ReaderCall } from '../support/page-reader.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TerminalClient, keys } from '../support/terminal-client.js';

const page = 'docs/cli.md';
const scratch = temporaryDirectory();
/** A short one would be a problem to those examples that look for what is wrong. */
const token = 'the-token-of-the-gateway-of-this-page';
/** Where the page says that a gateway is, and the port of one that it starts beside it. */
const documented = { address: /https:\/\/gateway\.example\.com|http:\/\/127\.0\.0\.1:18789/g, otherPort: '18790' };

/** A step of a reader: once the screen shows this, a key or a line is typed. */
type Step = [shown: string, typed: { key: string } | { line: string }];

const interrupt = { key: keys.interrupt };
const enter = { key: keys.enter };

/** What a reader does while an example runs that does not end by itself. */
const meanwhile: Record<string, Step[]> = {
  'openclaw chat': [
    ['main> ', { line: 'Hello' }],
    ['The gateway works', { line: '/exit' }],
  ],
  'openclaw chat --agent front-desk --no-owner': [['front-desk> ', { line: '/exit' }]],
  'openclaw gateway run': [['is listening on http://127.0.0.1:', interrupt]],
  'openclaw gateway run --port 18790': [['is listening on http://127.0.0.1:18790', interrupt]],
  'openclaw logs --follow': [['connected', interrupt]],
  'openclaw audit tail --follow --json': [['"kind":"key.created"', interrupt]],
  'openclaw init': [
    ['1. Which models shall answer?', enter],
    ['2. Name of the main agent', enter],
    ['Instructions for it', enter],
    ['3. An agent for strangers', enter],
    ['4. How do callers prove themselves?', enter],
  ],
};

/** Examples for somebody who has made the key that they speak of, of which the audit log tells. */
const needsKey = /^openclaw (?:audit|token (?:revoke|rotate|update)) /m;

interface Example {
  place: string;
  /** The first of the commands. */
  first: string;
  /** One command a line. */
  commands: string;
}

/** A paragraph of a block is an example: what stands in it belongs together. */
function examplesOf(text: string): string[] {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll(/^#.*\n/gm, '').trim())
    .filter((commands) => commands !== '');
}

const blocks = fencedBlocks(page);
const examples: Example[] = blocks
  .filter(({ language }) => language === 'bash')
  .flatMap(({ line, text }) =>
    examplesOf(text).map((commands) => ({ place: `${page}:${line}`, first: commands.split('\n')[0] ?? '', commands })),
  );
/** Whether what is printed goes into a file or into the shell. */
const isSilent = (commands: string): boolean => /<\(|> /.test(commands);
const callsIn = (commands: string): number => commands.match(/(?:^|[|(] ?)openclaw /gm)?.length ?? 0;

let upstream: FakeUpstream;
let gateway: TestApp;
let terminal: TerminalClient | undefined;

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  const { agents } = JSON5.parse<{ agents: { list: object[] } }>(readFileSync(starterConfigPath, 'utf8'));
  gateway = await createTestApp({
    config: {
      gateway: { ...baseConfig.gateway, auth: { mode: 'token', token } },
      models: { providers: { ollama: { baseUrl: upstream.baseUrl, models: [{ id: 'llama3.3' }] } } },
      agents: { ...agents, defaults: { model: 'builtin/guide' } },
    },
  });
});

/** The examples go by a conversation that there has been. */
beforeEach(async () => {
  for (const agent of ['main', 'front-desk']) {
    const headers = { authorization: `Bearer ${token}`, 'x-openclaw-session-key': 'main' };
    expect((await chat(gateway.url, { model: `openclaw:${agent}` }, { headers })).status).toBe(200);
  }
});

afterEach(() => terminal?.close());

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

interface Outcome {
  code: number | null;
  calls: ReaderCall[];
  shown: string;
}

/** A reader of their own types the commands, and does what is to be done meanwhile. */
async function follow(commands: string, steps: readonly Step[] = []): Promise<Outcome> {
  const [port = 0] = await freePorts(1);
  const here = (text: string): string =>
    text.replaceAll(documented.address, gateway.url).replaceAll(documented.otherPort, String(port));
  const reader = new PageReader(scratch, { url: gateway.url, token });
  if (needsKey.test(commands)) makeKey(reader);
  const before = reader.calls.length;
  const opened = await TerminalClient.open(reader.shell(here(commands)));
  terminal = opened;
  for (const [shown, typed] of steps) {
    await opened.shows(here(shown));
    if ('key' in typed) opened.press(typed.key);
    else await opened.enter(typed.line);
  }
  const code = await opened.exit;
  return { code, calls: reader.calls.slice(before), shown: opened.transcript };
}

function makeKey(reader: PageReader): void {
  const { program, args, directory, environment } = reader.shell('openclaw token create --name website');
  execFileSync(program, args, { cwd: directory, env: { ...environment }, stdio: 'pipe' });
}

describe('the page on the command line', () => {
  it('has no block of commands that is not executed', () => {
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(['bash']));
  });

  it('a step of the reader belongs to an example of the page', () => {
    const all = examples.map(({ commands }) => commands);
    expect(Object.keys(meanwhile).filter((commands) => !all.includes(commands))).toEqual([]);
  });

  it.each(examples)('$place works as printed: $first', async ({ commands }) => {
    const steps = meanwhile[commands] ?? [];
    const { code, calls, shown } = await follow(commands, steps);
    const isInterrupted = steps.at(-1)?.[1] === interrupt;
    const failed = [code, ...calls.map((call) => call.code)].filter((each) => each !== 0);
    // Of Ctrl-C, which a gateway takes for the order to stop, and other commands for an interruption.
    expect({ failed, shown }).toEqual({ failed: isInterrupted ? failed.filter((each) => each === 130) : [], shown });
    expect({ calls: calls.length, shown }).toEqual({ calls: callsIn(commands), shown });
    expect(shown.trim() === '').toBe(isSilent(commands));
  });
});

describe('an example that does not work', () => {
  it.each([
    ['is a command that fails', 'openclaw sessions show nowhere', 1],
    ['fails within a substitution', 'source <(openclaw completion csh)', 2],
    ['fails before a pipe', 'openclaw agents lst | cat', 2],
    ['calls an option that is not there', 'openclaw agents list --nope', 2],
  ])('is seen: %s', async (_, commands, code) => {
    const { calls } = await follow(commands);
    expect(calls.map((call) => call.code)).toEqual([code]);
  });
});
