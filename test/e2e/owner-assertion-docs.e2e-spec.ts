import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunJournal } from '../../src/runs/journal/run-journal.service.js';
import { testToken } from '../support/create-test-app.js';
import { text } from '../support/fake-answers.js';
import { fencedBlocks, readPage } from '../support/markdown-blocks.js';
import { assertionOf, assertionSecret } from '../support/owner-assertions.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';

const page = 'docs/keys.md';
const run = promisify(execFile);
const directory = temporaryDirectory();
const key = 'a-key-of-the-documented-front-end';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start({
    gateway: {
      auth: {
        mode: 'token',
        token: testToken,
        keys: [{ id: 'website', key }],
        ownerAssertion: { secret: assertionSecret },
      },
    },
  });
});
afterAll(() => gateway.close());

/** The block of this language that signs, made to call the gateway of the test. */
function example(language: string): string {
  const block = fencedBlocks(page).find((each) => each.language === language && each.text.includes('createHmac('));
  const found = block ?? fencedBlocks(page).find((each) => each.language === language && each.text.includes('-hmac'));
  return (found?.text ?? '')
    .replaceAll('//127.0.0.1:18789', `//${new URL(gateway.url).host}`)
    .replaceAll('YOUR_TOKEN', key)
    .replaceAll('YOUR_SECRET', assertionSecret);
}

async function expectOwnerRun(output: Promise<{ stdout: string }>): Promise<void> {
  gateway.upstream.script(text('signed and answered'));
  expect((await output).stdout).toContain('signed and answered');
  const last = gateway.app.get(RunJournal).list().at(-1);
  expect(last?.record.owner).toEqual({ isOwner: true, why: 'assertion' });
}

describe('C6: the page on named keys', () => {
  it('has a shell script whose signature makes an owner run', async () => {
    await expectOwnerRun(run('bash', ['-c', `set -euo pipefail\n${example('bash')}`], { timeout: 100_000 }));
  });

  it('has a program whose signature makes an owner run', async () => {
    const program = join(directory, 'program.mjs');
    writeFileSync(program, example('js'));
    await expectOwnerRun(run(process.execPath, [program], { timeout: 100_000 }));
  });

  it('has an example that is byte for byte right', () => {
    const header = assertionOf({
      secret: 'an-example-of-a-secret-of-32-bytes',
      method: 'POST',
      target: '/v1/chat/completions',
      body: '{"model":"openclaw"}',
      key: 'key:website',
      time: 1_767_225_600,
      nonce: '0123456789abcdef',
    });
    expect(readPage(page)).toContain(`\n${header}\n`);
    expect(readPage(page)).toContain('`an-example-of-a-secret-of-32-bytes`');
  });
});
