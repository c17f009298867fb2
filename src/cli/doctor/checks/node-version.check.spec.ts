import { describe, expect, it } from '@jest/globals';
import { NodeVersionCheck } from './node-version.check.js';

describe(NodeVersionCheck.name, () => {
  it.each([
    ['24.21.0', 'ok'],
    ['22.19.0', 'ok'],
    ['22.18.9', 'problem'],
    ['20.20.0', 'problem'],
  ])('%s: %s', async (nodeVersion, status) => {
    const [finding] = await new NodeVersionCheck({ nodeVersion }).run();
    expect(finding).toMatchObject({ status, what: expect.stringContaining(nodeVersion) });
    expect(finding?.remedy === undefined).toBe(status === 'ok');
  });
});
