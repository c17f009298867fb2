import { describe, expect, it } from '@jest/globals';
import { FakeLink } from '../../../test/support/fake-link.js';
import { Conversation } from './conversation.js';

async function describedAs(agent: Record<string, unknown>): Promise<string> {
  const link = new FakeLink({ 'agents.list': () => ({ defaultId: agent['id'], agents: [agent] }) });
  return (await Conversation.open(link, { sessionKey: 'main' })).describeAgent();
}

describe(Conversation.name, () => {
  it.each([
    [{ id: 'main', name: 'Helper' }, 'Helper (main)'],
    [{ id: 'main', name: 'main' }, 'main'],
    [{ id: 'main' }, 'main'],
  ])('describes the agent %j as %s', async (agent, shown) => {
    expect(await describedAs(agent)).toBe(shown);
  });
});
