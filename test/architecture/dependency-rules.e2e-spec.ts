import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

interface Rule {
  name: string;
}

interface Cruise {
  summary: { violations: { from: string; rule: Rule }[] };
}

/** Path of a file in the tree, to its text. */
type Tree = Record<string, string>;

const root = join(import.meta.dirname, '../..');
const config = join(root, 'config/dependency-rules.cjs');
const rules = createRequire(import.meta.url)(config) as { forbidden: Rule[]; required: Rule[] };

/** One file per kind of place, each importing what it may. */
const cleanTree: Tree = {
  'src/common/clock.ts': 'export const clock = 1;',
  'src/config/gateway.config.ts': `import { clock } from '../common/clock.js'; export const gateway = clock;`,
  'src/openai-wire/message.dto.ts': `import 'class-validator'; export const message = 1;`,
  'src/gateway-protocol/frames.ts': `import 'ajv'; import '../common/clock.js'; export const frames = 1;`,
  'src/observability/metrics.ts': `import '../config/gateway.config.js'; export const metrics = 1;`,
  'src/providers/provider.port.ts': `import '../common/clock.js'; export const port = 1;`,
  'src/providers/openai-compatible/client.ts': `import '../provider.port.js'; export const client = 1;`,
  'src/providers/ai-sdk/adapter.ts': `import '../provider.port.js'; export const adapter = 1;`,
  'src/providers/providers.module.ts': `import './openai-compatible/client.js'; import './ai-sdk/adapter.js';`,
  'src/sessions/store.port.ts': 'export const store = 1;',
  'src/sessions/sqlite/store.ts': `import '../store.port.js'; export const sqlite = 1;`,
  'src/runs/sqlite/archive.ts': `import '../runs.service.js'; export const archive = 1;`,
  'src/responses/sqlite/store.ts': 'export const responseStore = 1;',
  'src/openai-runs/sqlite/ledger.ts': 'export const ledger = 1;',
  'src/workspace/files.port.ts': 'export const files = 1;',
  'src/workspace/node/files.ts': `import '../files.port.js'; export const nodeFiles = 1;`,
  'src/attachments/pdf-text.port.ts': 'export const pdfText = 1;',
  'src/attachments/pdf/worker.ts': `import '../pdf-text.port.js'; export const worker = 1;`,
  'src/audit/audit-log.port.ts': `import '../observability/metrics.js'; export const auditLog = 1;`,
  'src/audit/file/file-log.ts': `import '../audit-log.port.js'; export const fileLog = 1;`,
  'src/http/error.filter.ts': `import '@nestjs/common'; import '../openai-wire/message.dto.js'; import '../observability/metrics.js'; export const filter = 1;`,
  'src/agents/agents.service.ts': `import '@nestjs/common'; import '../http/error.filter.js'; export const agents = 1;`,
  'src/agents/agents.service.spec.ts': `import './agents.service.js'; import 'some-test-tool'; import '../../test/support/fake.js';`,
  'src/prompt/prompt.module.ts': `import '@nestjs/common';`,
  'src/tools/tool.port.ts': `import '../agents/agents.service.js'; export const tool = 1;`,
  'src/tools/exec/runner.ts': `import '../tool.port.js'; export const runner = 1;`,
  'src/skills/skill.ts': 'export const skill = 1;',
  'src/egress/checker.ts': `import '../agents/agents.service.js'; export const checker = 1;`,
  'src/explain/explain.service.ts': `import '../models/models.controller.js'; export const explain = 1;`,
  'src/runs/runs.service.ts': `import '@nestjs/common'; import './loop/run-loop.js'; export const runs = 1;`,
  'src/runs/loop/run-loop.ts': `import '../../tools/tool.port.js'; export const loop = 1;`,
  'src/models/models.controller.ts': `import '../agents/agents.service.js'; export const models = 1;`,
  'src/health/health.controller.ts': `import type { Request } from 'express'; export type Health = Request;`,
  'src/control/dispatcher.service.ts': `import '@nestjs/common'; import '../explain/explain.service.js'; import '../gateway-protocol/frames.js'; export const control = 1;`,
  'src/ws-gateway/ws.adapter.ts': `import '@nestjs/common'; import 'ws'; import '../control/dispatcher.service.js'; export const adapter = 1;`,
  'src/operator-api/sessions.controller.ts': `import '@nestjs/common'; import '../control/dispatcher.service.js'; export const api = 1;`,
  'src/cli/run-cli.ts': `import '../config/gateway.config.js'; import './connection/link.js'; export const cli = 1;`,
  'src/cli/connection/link.ts': `import 'ws'; export const link = 1;`,
  'src/app.module.ts': `import './runs/runs.service.js'; import './ws-gateway/ws.adapter.js'; import './operator-api/sessions.controller.js'; import './shutdown.js';`,
  'src/shutdown.ts': `import './http/error.filter.js'; export const shutdown = 1;`,
  'src/main.ts': `import './app.module.js';`,
  'test/support/fake.ts': `import '../../src/agents/agents.service.js'; export const fake = 1;`,
  'test/e2e/chat.ts': 'export const chat = 1;',
};

/** Imports that must not be, each breaking exactly the rule it stands under. */
const planted: [rule: string, file: string, text: string][] = [
  ['level-0', 'src/common/planted.ts', `import '../config/gateway.config.js';`],
  ['level-1', 'src/config/planted.ts', `import '../openai-wire/message.dto.js';`],
  ['level-1', 'src/gateway-protocol/planted.ts', `import '../config/gateway.config.js';`],
  ['level-2', 'src/observability/planted.ts', `import '../http/error.filter.js';`],
  ['level-3', 'src/audit/planted.ts', `import '../http/error.filter.js';`],
  ['level-4', 'src/http/planted.ts', `import '../agents/agents.service.js';`],
  ['level-5', 'src/agents/planted-neighbour.ts', `import '../sessions/store.port.js';`],
  [
    'level-5',
    'src/agents/planted-type.ts',
    `import type { store } from '../sessions/store.port.js'; export type S = typeof store;`,
  ],
  ['level-5', 'src/agents/planted-export.ts', `export { store } from '../sessions/store.port.js';`],
  ['level-5', 'src/agents/planted-lazy.ts', `export const later = import('../sessions/store.port.js');`],
  ['level-5', 'src/agents/planted.spec.ts', `import '../sessions/store.port.js';`],
  ['level-6', 'src/egress/planted.ts', `import '../skills/skill.js';`],
  ['level-6', 'src/skills/planted.ts', `import '../tools/tool.port.js';`],
  ['level-7', 'src/tools/planted.ts', `import '../runs/runs.service.js';`],
  ['level-8', 'src/runs/planted.ts', `import '../models/models.controller.js';`],
  ['level-8', 'src/runs/planted-roof.ts', `import '../app.module.js';`],
  ['level-9', 'src/openai-runs/planted.ts', `import '../models/models.controller.js';`],
  ['level-10', 'src/health/planted.ts', `import '../models/models.controller.js';`],
  ['level-10', 'src/models/planted.ts', `import '../explain/explain.service.js';`],
  ['level-11', 'src/explain/planted.ts', `import '../app.module.js';`],
  ['level-11', 'src/explain/planted-control.ts', `import '../control/dispatcher.service.js';`],
  ['level-12', 'src/control/planted.ts', `import '../cli/run-cli.js';`],
  ['level-12', 'src/control/planted-door.ts', `import '../ws-gateway/ws.adapter.js';`],
  ['level-13', 'src/ws-gateway/planted.ts', `import '../operator-api/sessions.controller.js';`],
  ['level-13', 'src/operator-api/planted.ts', `import '../ws-gateway/ws.adapter.js';`],
  ['level-13', 'src/cli/planted-door.ts', `import '../ws-gateway/ws.adapter.js';`],
  ['level-13', 'src/cli/planted-roof.ts', `import '../app.module.js';`],
  ['providers-adapters-are-private', 'src/runs/planted-provider.ts', `import '../providers/ai-sdk/adapter.js';`],
  ['providers-adapters-are-apart', 'src/providers/ai-sdk/planted.ts', `import '../openai-compatible/client.js';`],
  ['sessions-adapters-are-private', 'src/runs/planted-session.ts', `import '../sessions/sqlite/store.js';`],
  ['runs-adapters-are-private', 'src/openai-runs/planted-archive.ts', `import '../runs/sqlite/archive.js';`],
  ['audit-adapters-are-private', 'src/http/planted-audit.ts', `import '../audit/file/file-log.js';`],
  ['openai-runs-adapters-are-private', 'src/responses/planted-ledger.ts', `import '../openai-runs/sqlite/ledger.js';`],
  ['responses-adapters-are-private', 'src/explain/planted-store.ts', `import '../responses/sqlite/store.js';`],
  ['workspace-adapters-are-private', 'src/runs/planted-workspace.ts', `import '../workspace/node/files.js';`],
  ['attachments-adapters-are-private', 'src/runs/planted-attachment.ts', `import '../attachments/pdf/worker.js';`],
  ['tools-adapters-are-private', 'src/runs/planted-command.ts', `import '../tools/exec/runner.js';`],
  ['tools-adapters-are-apart', 'src/tools/mcp/planted.ts', `import '../exec/runner.js';`],
  ['framework-free', 'src/runs/loop/planted.ts', `import '@nestjs/common';`],
  ['framework-free', 'src/prompt/planted-builder.ts', `import 'rxjs';`],
  ['framework-free', 'src/models/to-planted.ts', `import 'ws';`],
  [
    'framework-free',
    'src/models/methods/map-planted.ts',
    `import type { Request } from 'express'; export type R = Request;`,
  ],
  ['framework-free', 'src/openai-wire/planted.ts', `import '@nestjs/common';`],
  [
    'framework-free',
    'src/common/planted-nest.ts',
    `import { Injectable } from '@nestjs/common'; export const I = Injectable;`,
  ],
  ['framework-free', 'src/gateway-protocol/planted-nest.ts', `import '@nestjs/common';`],
  ['framework-free', 'src/gateway-protocol/planted-ws.ts', `import 'ws';`],
  ['framework-free', 'src/control/events/to-planted.ts', `import 'rxjs';`],
  ['framework-free', 'src/cli/planted.ts', `import 'ws';`],
  ['framework-free', 'src/cli/commands/planted-nest.ts', `import '@nestjs/common';`],
  ['framework-free-connection', 'src/cli/connection/planted.ts', `import 'rxjs';`],
  ['no-cycles', 'src/runs/planted-a.ts', `import type { B } from './planted-b.js'; export type A = B;`],
  ['no-test-code', 'src/agents/planted-support.ts', `import '../../test/support/fake.js';`],
  ['no-test-code', 'src/agents/planted-from-spec.ts', `import './agents.service.spec.js';`],
  ['specs-use-test-support-only', 'src/agents/planted-e2e.spec.ts', `import '../../test/e2e/chat.js';`],
  ['no-dev-dependencies', 'src/agents/planted-tool.ts', `import 'some-test-tool';`],
  ['no-undeclared-packages', 'src/agents/planted-package.ts', `import 'brought-by-another';`],
  ['no-missing-files', 'src/agents/planted-missing.ts', `import './absent.js';`],
  ['known-folders', 'src/surprise/planted.ts', 'export const nothing = 1;'],
];

/** The other half of the planted cycle, which is reported once. */
const otherHalf: Tree = { 'src/runs/planted-b.ts': `import type { A } from './planted-a.js'; export type B = A;` };

const dependencies = ['@nestjs/common', 'ajv', 'class-validator', 'rxjs', 'ws'];
const devDependencies = ['some-test-tool', '@types/express'];

async function writeTree(directory: string, tree: Tree): Promise<void> {
  for (const [path, text] of Object.entries(tree)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** Empty packages, so that the tree needs no installation. */
function packages(): Tree {
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const declared = { dependencies: versions(dependencies), devDependencies: versions(devDependencies) };
  const tree: Tree = { 'package.json': JSON.stringify({ type: 'module', ...declared }) };
  for (const name of [...dependencies, ...devDependencies, 'express', 'brought-by-another']) {
    tree[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0', main: 'index.js' });
    tree[`node_modules/${name}/index.js`] = '';
    tree[`node_modules/${name}/index.d.ts`] = 'export {};';
  }
  return tree;
}

/** Rule names that each file breaks. */
async function violations(directory: string): Promise<Map<string, string[]>> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [cruiser, 'src', 'test', '--config', config, '--output-type', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: directory, maxBuffer: 2 ** 26 });
  const found = new Map<string, string[]>();
  for (const { from, rule } of (JSON.parse(stdout) as Cruise).summary.violations) {
    found.set(from, [...(found.get(from) ?? []), rule.name]);
  }
  return found;
}

describe('dependency rules', () => {
  let directory: string;
  let clean: Map<string, string[]>;
  let broken: Map<string, string[]>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dependency-rules-'));
    await writeTree(directory, { ...cleanTree, ...packages() });
    await cp(join(root, 'tsconfig.json'), join(directory, 'tsconfig.json'));
    clean = await violations(directory);
    await writeTree(directory, { ...otherHalf, ...Object.fromEntries(planted.map(([, file, text]) => [file, text])) });
    broken = await violations(directory);
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('pass a tree that keeps to them', () => {
    expect(Object.fromEntries(clean)).toEqual({});
  });

  it.each(planted)('%s is broken by %s', (rule, file) => {
    expect(broken.get(file)).toEqual([rule]);
  });

  it('blame nothing but the planted files', () => {
    expect([...broken.keys()].sort()).toEqual(planted.map(([, file]) => file).sort());
  });

  it('have a planted import each', () => {
    const names = [...rules.forbidden, ...rules.required].map((rule) => rule.name);
    expect([...new Set(planted.map(([rule]) => rule))].sort()).toEqual(names.sort());
  });
});
