import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { builtGateway } from '../support/gateway-build.js';
import { checkout } from '../support/markdown-blocks.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const run = promisify(execFile);
const suite = join(checkout, 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js');
const client = join(checkout, 'test', 'contract', 'mcp-conformance-client.mjs');
const directory = temporaryDirectory();

/** What the suite prints at the end. It ends with 1 where a check failed, and then this rejects. */
async function conformance(scenario: string): Promise<string> {
  const command = [process.execPath, client, builtGateway()].join(' ');
  const args = [suite, 'client', '--command', command, '--scenario', scenario, '--output-dir', directory, '--verbose'];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: directory, env: { PATH: process.env['PATH'] } });
  return stdout + stderr;
}

/*
 * The other scenarios do not apply: the gateway offers no elicitation, and a server's credential is a configured header, not
 * one that is asked for (`auth/*`).
 */
describe('the conformance suite of the Model Context Protocol, for clients', () => {
  it.each(['initialize', 'tools_call', 'sse-retry'])(
    '%s passes',
    async (scenario) => {
      const output = await conformance(scenario);
      expect(output).toMatch(/Passed: [1-9]\d*\/\d+, 0 failed/);
    },
    60_000,
  );

  it('would notice a client that does not do its part', async () => {
    await expect(conformance('auth/basic-cimd')).rejects.toMatchObject({ code: 1 });
  }, 60_000);
});
