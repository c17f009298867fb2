import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import type { ConfigProblem } from '../config-problem.js';
import { loadConfiguration } from '../load-configuration.js';
import { redactedConfiguration, secretsOf } from '../secrets.js';

const stateDir = temporaryDirectory();
const load = (servers: string) => loadConfiguration({ text: `{ mcp: { servers: ${servers} } }`, env: {}, stateDir });
const problems = (servers: string): readonly ConfigProblem[] => problemsOf(() => load(servers));

describe('the MCP servers', () => {
  it.each([
    ['{ a: {} }', 'neither "command" nor "url"'],
    ['{ a: { command: "x", url: "http://127.0.0.1/mcp" } }', 'both "command" and "url"'],
    ['{ a: { enabled: false } }', 'neither "command" nor "url"'],
  ])('A6: %s is neither a program nor an address', (servers, found) => {
    expect(problems(servers)).toEqual([
      { path: 'mcp.servers.a', found, allowed: expect.stringContaining('either "command"') },
    ]);
  });

  it.each(['{ a: { command: "" } }', '{ a: { url: "ftp://x/" } }', '{ a: 5 }', '{ a: { url: 5 } }'])(
    'A6: one problem is told once in %s',
    (servers) => {
      expect(problems(servers)).toHaveLength(1);
    },
  );

  it.each(['A', 'a__b', 'a_', '-a', 'a-', 'a--b', 'a-_b', 'a b', 'a'.repeat(33), ''])(
    'A6: %j is no name for a server',
    (name) => {
      const [problem, ...others] = problems(JSON.stringify({ [name]: { command: 'x' } }));
      expect(others).toEqual([]);
      expect(problem?.allowed).toContain('a server name');
    },
  );

  it('A6: two names that rules for tools would not tell apart are refused', () => {
    expect(problems('{ "a-b": { command: "x" }, a_b: { command: "x" } }')).toEqual([
      { path: 'mcp.servers.a_b', found: 'a name that equals "a-b"', allowed: expect.any(String) },
    ]);
  });

  it('takes programs and addresses', () => {
    const { mcp } = load(
      '{ one: { command: "x", args: ["y"] }, two-b: { url: "https://mcp.example/mcp" } }'.replace('two-b', '"two-b"'),
    ).config;
    expect(Object.keys(mcp.servers)).toEqual(['one', 'two-b']);
    expect(mcp.servers['one']).toMatchObject({
      ownerOnly: true,
      enabled: true,
      connectTimeoutSeconds: 15,
      timeoutSeconds: 60,
    });
  });

  it('C5: environment, headers and what a URL holds are secret', () => {
    const loaded = load(
      '{ a: { command: "x", env: { KEY: "canary-env" } }, b: { url: "https://u:canary-password@mcp.example/?token=canary-query", headers: { Authorization: "Bearer canary-header" } } }',
    );
    expect(JSON.stringify(redactedConfiguration(loaded))).not.toContain('canary');
    expect(secretsOf(loaded)).toEqual(
      expect.arrayContaining([
        'canary-env',
        'canary-password',
        'canary-query',
        'canary-header',
        'Bearer canary-header',
      ]),
    );
  });
});
