import { describe, expect, it } from '@jest/globals';
import { workspacePath } from './workspace-path.js';

describe(workspacePath.name, () => {
  it.each([
    ['~/agents/{agentId}', '/home/test/agents/main'],
    ['~', '/home/test'],
    ['~/', '/home/test'],
    ['/srv/{agentId}/{agentId}', '/srv/main/main'],
    ['agents/main', '/home/test/agents/main'],
    ['/srv/./a/../b/', '/srv/b'],
    ['~someone/notes', '/home/test/~someone/notes'],
  ])('takes %s as %s', (configured, expected) => {
    expect(workspacePath(configured, 'main', '/home/test')).toBe(expected);
  });

  it('puts the id in as it is', () => {
    expect(workspacePath('/srv/{agentId}', '$&', '/home/test')).toBe('/srv/$&');
  });
});
