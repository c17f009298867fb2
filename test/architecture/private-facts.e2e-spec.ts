import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

/** What every snippet may use. */
const imports = `
import { join } from 'node:path';
import { InvalidRequestError } from '../common/gateway-error.js';
import type { ToolDefinition } from '../common/conversation.js';
import { HostFact, HostPath, OwnerAudience, OwnerFact, PrivateAudience, ownerAudience, privateAudience } from '../common/private-facts.js';
import { type PromptSection, buildPrompt } from './build-prompt.js';
import type { HostInfo } from './host-info.port.js';
import type { PromptFacts } from './prompt-facts.js';
import { type ToolContext, errorResult, textResult } from '../tools/tool.port.js';
import type { WorkspaceNote } from '../workspace/workspace-files.port.js';
import { WorkspaceError } from '../workspace/workspace.error.js';
declare const host: HostInfo;
declare const note: WorkspaceNote;
declare const owners: OwnerFact;
declare const context: ToolContext;
declare const facts: PromptFacts;
declare const agent: { publicMode: boolean };
`;

const forbidden: [name: string, snippet: string][] = [
  ['a host fact as a text', 'export const text: string = host.hostName;'],
  ['a host fact as a section of a prompt', "export const part: PromptSection = { name: 'runtime', text: host.os };"],
  ['a host fact as instructions', 'buildPrompt({ ...facts, instructions: host.hostName });'],
  ['a host fact as the name of an agent', 'buildPrompt({ ...facts, agentName: host.hostName });'],
  [
    'a host fact as the description of a tool',
    "export const tool: ToolDefinition = { name: 'x', description: host.os, parameters: {} };",
  ],
  ['a host fact as the result of a tool', 'textResult(host.hostName);'],
  ['a host fact as the error of a tool', 'errorResult(host.hostName);'],
  ['a host fact as an error of a request', 'new InvalidRequestError(host.hostName);'],
  ['a host fact as any error', 'new Error(host.hostName);'],
  ['a host fact joined to a text', "'host='.concat(host.hostName);"],
  ['a host fact told to nobody', 'host.hostName.reveal();'],
  ['a host fact told to whoever it is', 'host.hostName.reveal(privateAudience(agent));'],
  ['the place of a workspace as a result', 'textResult(context.files.root);'],
  ['the place of a workspace as an error', "new WorkspaceError('outside', context.files.root);"],
  ['the place of a workspace as a part of a path', "join(context.files.root, 'notes');"],
  ['the place of a skill as a result', 'textResult(context.files.readableRoots[0]);'],
  ['a note that may be about the owner as a text', 'export const text: string = note.text;'],
  ['an owner fact as a section of a prompt', "export const part: PromptSection = { name: 'notes', text: owners };"],
  ['an owner fact as a result', 'textResult(owners);'],
  ['an owner fact as an error', 'new InvalidRequestError(owners);'],
  [
    'an owner fact told to everybody who is private',
    'const all = privateAudience(agent); if (all) owners.reveal(all);',
  ],
  ['an owner fact told to whoever it is', 'owners.reveal(ownerAudience(agent, true));'],
  ['an owner fact for a host fact', 'export const fact: HostFact = owners;'],
  ['a host fact for an owner fact', 'export const fact: OwnerFact = host.hostName;'],
  ['a text for a host fact', "export const fact: HostFact = 'text';"],
  ['a made-up private audience', "new PrivateAudience(Symbol('not public'));"],
  ['a made-up owner audience', "new OwnerAudience(Symbol('run of the owner'));"],
  ['an audience that only looks like one', 'host.hostName.reveal({ proof: Symbol() });'],
];

const allowed: [name: string, snippet: string][] = [
  [
    'a host fact told to a private audience',
    'const them = privateAudience(agent); export const text: string = them ? host.hostName.reveal(them) : "";',
  ],
  [
    'an owner fact told to the owner',
    'const them = ownerAudience(agent, true); export const text: string = them ? owners.reveal(them) : "";',
  ],
  ['a note in a prompt', 'buildPrompt({ ...facts, notes: [note] });'],
  ['a path that is used', "join(new HostPath('/srv').forFileSystem(), 'notes');"],
];

/** What the compiler says of each snippet, as if it were a file of src/prompt. */
function check(snippets: readonly (readonly [name: string, snippet: string])[]): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const files = new Map(
    snippets.map(([, snippet], index) => [join(root, `src/prompt/snippet-${index}.ts`), `${imports}\n${snippet}`]),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
  };
  const program = ts.createProgram([...files.keys()], { ...options, noEmit: true, types: ['node'] }, host);
  return new Map(
    [...files.keys()].map((path, index) => [
      snippets[index][0],
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(path))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ]),
  );
}

/** Ids of the lint rules that find fault with a text, as if it were a file of src/prompt. */
function lint(text: string): string[] {
  const file = join(root, 'src/prompt/build-prompt.ts');
  const run = spawnSync(
    process.execPath,
    [join(root, 'node_modules/eslint/bin/eslint.js'), '--stdin', '--stdin-filename', file, '--format', 'json'],
    { cwd: root, input: text, encoding: 'utf8' },
  );
  const [{ messages }] = JSON.parse(run.stdout) as { messages: { ruleId: string }[] }[];
  return messages.map(({ ruleId }) => ruleId);
}

describe('Private facts at compile time', () => {
  let found: Map<string, string[]>;

  beforeAll(() => {
    found = check([...forbidden, ...allowed]);
  });

  it.each(forbidden)('G3: the compiler refuses %s', (name) => {
    const problems = found.get(name) ?? [];
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem).toMatch(/HostFact|HostPath|OwnerFact|Audience|unique symbol|Expected 1 arguments/);
    }
  });

  it.each(allowed)('takes %s', (name) => {
    expect(found.get(name)).toEqual([]);
  });

  it('G3: what the compiler lets pass, the lint rules refuse: templates, +, and the text of a path', () => {
    const text = `${imports}
      export const template = \`host=\${host.hostName}\`;
      export const owner = \`owner=\${owners}\`;
      export const sum = 'host=' + host.hostName;
      export const path = context.files.root.forFileSystem();
    `;
    const rules = lint(text);
    const count = (name: string): number => rules.filter((rule) => rule === name).length;
    expect(count('@typescript-eslint/restrict-template-expressions')).toBe(2);
    expect(count('@typescript-eslint/restrict-plus-operands')).toBe(1);
    expect(count('no-restricted-syntax')).toBe(1);
  });
});
