import { describe, expect, it } from '@jest/globals';
import { workspacePath as sut } from './workspace-path.js';

const bases = { home: '/home/test', stateDirectory: '/var/state' };

describe(sut.name, () => {
  it.each([
    ['~/agents/{agentId}', '/home/test/agents/main'],
    ['~', '/home/test'],
    ['~/', '/home/test'],
    ['/srv/{agentId}/{agentId}', '/srv/main/main'],
    ['agents/main', '/home/test/agents/main'],
    ['/srv/./a/../b/', '/srv/b'],
    ['~someone/notes', '/home/test/~someone/notes'],
    [undefined, '/var/state/workspaces/main'],
  ])('takes %s as %s', (workspace, expected) => {
    expect(sut({ id: 'main', workspace }, bases)).toBe(expected);
  });

  it('puts the id in as it is', () => {
    expect(sut({ id: '$&', workspace: '/srv/{agentId}' }, bases)).toBe('/srv/$&');
  });
});
