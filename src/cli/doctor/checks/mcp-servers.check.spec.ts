import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { McpServersCheck } from './mcp-servers.check.js';

const stateDirectory = temporaryDirectory();
const programs = join(stateDirectory, 'programs');
mkdirSync(programs);
writeFileSync(join(programs, 'notes-server'), '');
chmodSync(join(programs, 'notes-server'), 0o755);
writeFileSync(join(programs, 'plain-file'), '');

function statusOf(server: Record<string, unknown>, PATH = programs): string[] {
  const { context } = doctorContext({ stateDirectory, config: { mcp: { servers: { notes: server } } }, env: { PATH } });
  return new McpServersCheck(context).run().map(({ status }) => status);
}

describe(McpServersCheck.name, () => {
  it.each<[Record<string, unknown>, string[]]>([
    [{ command: 'notes-server' }, ['ok']],
    [{ command: join(programs, 'notes-server') }, ['ok']],
    [{ command: './notes-server', cwd: programs }, ['ok']],
    [{ command: 'programs/notes-server' }, ['ok']],
    [{ command: 'no-such-server' }, ['warning']],
    [{ command: 'plain-file' }, ['warning']],
    [{ command: './no-such-server' }, ['warning']],
    [{ command: 'no-such-server', enabled: false }, []],
    [{ url: 'http://127.0.0.1:9/mcp' }, []],
  ])('%j: %j', (server, expected) => {
    expect(statusOf(server)).toEqual(expected);
  });

  it("looks where the server's own PATH says", () => {
    expect(statusOf({ command: 'notes-server' }, '/nowhere')).toEqual(['warning']);
    expect(statusOf({ command: 'notes-server', env: { PATH: programs } }, '/nowhere')).toEqual(['ok']);
  });

  it('names the setting and what to do', () => {
    const config = { mcp: { servers: { notes: { command: 'no-such-server' } } } };
    const { context } = doctorContext({ stateDirectory, config });
    expect(new McpServersCheck(context).run()).toEqual([
      {
        status: 'warning',
        what: 'The program of the MCP server notes is not there: no-such-server.',
        path: 'mcp.servers.notes.command',
        remedy: expect.stringContaining('Install it'),
      },
    ]);
  });
});
