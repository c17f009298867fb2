import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { NodeVersionCheck, oldestNode } from './node-version.check.js';

describe(NodeVersionCheck.name, () => {
  it.each([
    ['24.21.0', 'ok'],
    ['22.19.0', 'ok'],
    ['22.18.9', 'problem'],
    ['20.20.0', 'problem'],
  ])('%s: %s', (nodeVersion, status) => {
    const [finding] = new NodeVersionCheck({ nodeVersion }).run();
    expect(finding).toMatchObject({ status, what: expect.stringContaining(nodeVersion) });
    expect(finding?.remedy === undefined).toBe(status === 'ok');
  });

  it('is as strict as the launcher, which itself runs on every Node that the package takes', () => {
    const root = join(import.meta.dirname, '../../../..');
    const { engines }: { engines: { node: string } } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const launcher = readFileSync(join(root, 'bin', 'openclaw.mjs'), 'utf8');
    expect(engines.node).toBe('>=20.11');
    expect(launcher).toContain(`const oldest = [${oldestNode.major}, ${oldestNode.minor}];`);
  });
});
