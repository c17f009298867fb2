import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chat } from '../support/chat.js';
import { type TestApp, createTestApp } from '../support/create-test-app.js';
import { text, toolCall, toolCalls } from '../support/fake-answers.js';
import type { RecordedRequest } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const guest = { headers: { 'x-openclaw-sender-is-owner': 'false' } };
const owner = { headers: { 'x-openclaw-sender-is-owner': 'true' } };
const readers = ['read', 'ls', 'find', 'grep'];
const fileTools = [...readers, 'write', 'edit'];

const directory = temporaryDirectory();
let cases = 0;

function toolNames(request: RecordedRequest): string[] {
  return request.body.tools?.map((tool) => tool.function.name) ?? [];
}

/** The results that the last request carries, in the order of the calls. */
function results({ body }: RecordedRequest): string[] {
  return body.messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
}

describe('File tools', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp | undefined;
  let url: string;
  let folder: string;
  let workspace: string;

  beforeEach(async () => {
    folder = join(directory, `case-${++cases}`);
    workspace = join(folder, 'desk');
    mkdirSync(join(workspace, 'src'), { recursive: true });
    writeFileSync(join(workspace, 'src', 'sum.js'), 'export const sum = (a, b) => a - b;\n');
    for (const note of ['USER.md', 'MEMORY.md', 'SOUL.md']) writeFileSync(join(workspace, note), `canary of ${note}\n`);
    writeFileSync(join(folder, 'beside.txt'), 'canary beside the workspace\n');
    upstream = await FakeUpstream.start();
    gateway = await createTestApp({
      config: {
        models: { providers: { fake: { baseUrl: upstream.baseUrl, maxRetries: 0 } } },
        agents: {
          defaults: { model: 'fake/model', workspace },
          list: [{ id: 'main' }, { id: 'front-desk', publicMode: true, tools: { allow: readers } }],
        },
      },
    });
    ({ url } = gateway);
  });

  afterEach(async () => {
    await gateway?.close();
    await upstream.close();
  });

  it('L2: the owner finds, edits and reads a file of the workspace', async () => {
    upstream.script(
      toolCalls([
        { id: 'a', name: 'find', arguments: { pattern: '*.js' } },
        { id: 'b', name: 'grep', arguments: { pattern: 'a - b' } },
        { id: 'c', name: 'ls', arguments: { path: 'src' } },
      ]),
      toolCall('edit', { path: 'src/sum.js', oldText: 'a - b', newText: 'a + b' }, 'd'),
      toolCall('write', { path: 'notes/done.md', content: 'mended\n' }, 'e'),
      toolCall('read', { path: 'src/sum.js' }, 'f'),
      text('mended'),
    );
    const answer = await chat(url, {}, owner);
    expect(answer.json.choices[0].message.content).toBe('mended');
    expect(results(upstream.lastRequest)).toEqual([
      'src/sum.js',
      'src/sum.js:1: export const sum = (a, b) => a - b;',
      'sum.js  36 bytes',
      'Edited src/sum.js:\n@@ -1,1 +1,1 @@\n-export const sum = (a, b) => a - b;\n+export const sum = (a, b) => a + b;',
      'Wrote 1 line to notes/done.md.',
      'export const sum = (a, b) => a + b;',
    ]);
    expect(readFileSync(join(workspace, 'src', 'sum.js'), 'utf8')).toBe('export const sum = (a, b) => a + b;\n');
    expect(readFileSync(join(workspace, 'notes', 'done.md'), 'utf8')).toBe('mended\n');
  });

  it('F5: who is not the owner is offered no tool that writes, and a call to one changes nothing', async () => {
    upstream.script(
      toolCalls([
        { id: 'a', name: 'edit', arguments: { path: 'src/sum.js', oldText: 'a - b', newText: 'a + b' } },
        { id: 'b', name: 'write', arguments: { path: 'src/sum.js', content: '' } },
        { id: 'c', name: 'read', arguments: { path: 'src/sum.js' } },
      ]),
    );
    await chat(url, {}, guest);
    const [first, second] = upstream.requests;
    expect(toolNames(first)).toEqual(expect.arrayContaining(readers));
    expect(toolNames(first)).not.toEqual(expect.arrayContaining(['write']));
    expect(toolNames(first)).not.toEqual(expect.arrayContaining(['edit']));
    expect(results(second)).toEqual([
      expect.stringMatching(/^There is no tool 'edit' here\. There are: read, ls, find, grep, /),
      expect.stringMatching(/^There is no tool 'write' here\./),
      'export const sum = (a, b) => a - b;',
    ]);
    expect(readFileSync(join(workspace, 'src', 'sum.js'), 'utf8')).toContain('a - b');
  });

  it('G7: who is not the owner cannot read, find or search the notes about the owner; the owner can', async () => {
    symlinkSync('USER.md', join(workspace, 'link.md'));
    const calls = [
      { name: 'read', arguments: { path: 'USER.md' } },
      { name: 'read', arguments: { path: './src/../memory.md' } },
      { name: 'read', arguments: { path: 'MEMORY.md' } },
      { name: 'read', arguments: { path: 'link.md' } },
      { name: 'ls', arguments: {} },
      { name: 'find', arguments: { pattern: '*.md' } },
      { name: 'grep', arguments: { pattern: 'canary' } },
    ];
    for (const model of ['openclaw:main', 'openclaw:front-desk']) {
      upstream.script(toolCalls(calls));
      await chat(url, { model }, guest);
      const seen = results(upstream.lastRequest);
      expect(seen).toHaveLength(calls.length);
      expect(seen.join('\n')).not.toMatch(/canary of (USER|MEMORY)/);
      expect(seen.slice(4).join('\n')).not.toMatch(/USER\.md|MEMORY\.md/);
      expect(seen.at(-1)).toContain('canary of SOUL.md');
    }
    upstream.script(toolCalls(calls));
    await chat(url, {}, owner);
    expect(results(upstream.lastRequest).join('\n')).toMatch(/canary of USER[^]*canary of MEMORY/);
  });

  it.each([guest, owner])(
    'G4: a public agent reads its workspace only, and learns no path of the host (%j)',
    async (sender) => {
      symlinkSync(join(folder, 'beside.txt'), join(workspace, 'out.txt'));
      symlinkSync(folder, join(workspace, 'out'));
      symlinkSync('loop', join(workspace, 'loop'));
      linkSync(join(folder, 'beside.txt'), join(workspace, 'hard.txt'));
      const paths = [
        '../beside.txt',
        'src/../../beside.txt',
        join(folder, 'beside.txt'),
        join(workspace, 'src', 'sum.js'),
        '/etc/passwd',
        '/proc/self/environ',
        '/proc/self/cwd/package.json',
        '~/.ssh/id_rsa',
        'out.txt',
        'out/beside.txt',
        'hard.txt',
        'loop',
        'no-such-file',
        'src',
        'a\0b',
      ];
      const calls = [
        ...paths.map((path) => ({ name: 'read', arguments: { path } })),
        ...paths.map((path) => ({ name: 'ls', arguments: { path } })),
        ...paths.map((path) => ({ name: 'find', arguments: { pattern: '*', path } })),
        ...paths.map((path) => ({ name: 'grep', arguments: { pattern: 'canary|root:|sum', path } })),
      ].map((call, index) => ({ ...call, id: `call_${index}` }));
      const hidden = [folder, workspace, 'canary', 'root:x'];
      upstream.script(toolCalls(calls));
      // Where the caller has guessed a path, the check of outgoing requests has nothing to hide from it.
      const messages = [{ role: 'user', content: paths.join(' ') }];
      const answer = await chat(url, { model: 'openclaw:front-desk', messages }, sender);
      expect(answer.status).toBe(200);
      const seen = results(upstream.lastRequest);
      expect(seen).toHaveLength(calls.length);
      seen.forEach((result, index) => {
        const asked = JSON.stringify(calls[index]?.arguments);
        const told = hidden.filter((word) => result.includes(word) && !asked.includes(word));
        expect({ asked, told }).toEqual({ asked, told: [] });
      });
      // The same calls do find what is in the workspace, so the test above can fail.
      upstream.script(toolCall('grep', { pattern: 'sum' }));
      await chat(url, { model: 'openclaw:front-desk' }, sender);
      expect(results(upstream.lastRequest).at(-1)).toContain('src/sum.js:1: export');
    },
  );

  it.each(fileTools)('arguments for %s that do not fit are a complaint the model can mend', async (name) => {
    upstream.script(toolCalls([{ id: 'a', name, arguments: { path: 7, invented: true } }]));
    await chat(url, {}, owner);
    expect(results(upstream.lastRequest)).toEqual([expect.stringMatching(/arguments\/path must be string/)]);
  });
});
