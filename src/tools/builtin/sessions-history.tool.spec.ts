import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { keptSessions } from '../../../test/support/kept-sessions.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { textOf } from '../../common/conversation.js';
import { sessionName } from '../sessions/session-name.js';
import { SessionsHistoryTool } from './sessions-history.tool.js';

const keys = ['agent:main:first', 'agent:other:theirs', 'agent:main2:theirs'];

async function history(sessionKey: string, agent: Partial<ResolvedAgent> = {}, args: Record<string, unknown> = {}) {
  const sut = new SessionsHistoryTool(await keptSessions(...keys));
  const context = toolContext({ isOwner: true, agent: resolvedAgent(agent) });
  const { content, isError } = await sut.run({ sessionKey, ...args }, context);
  return { text: textOf({ role: 'tool', callId: '', content }), isError: isError ?? false };
}

describe(SessionsHistoryTool.name, () => {
  it('shows a session of the agent', async () => {
    expect(await history('agent:main:first')).toEqual({
      text: '--- 2026-01-01T00:00:00.000Z\nuser: words in agent:main:first\nassistant: answer 0',
      isError: false,
    });
    expect((await history('agent:main:first', {}, { limit: 1 })).text).toBe(
      '[1 earlier messages are not shown]\nassistant: answer 0',
    );
  });

  it.each([
    'agent:other:theirs',
    'agent:main2:theirs',
    'agent:main:missing',
    'AGENT:MAIN:first',
    'first',
    '',
    'agent:main:',
    'agent:main:../agent:other:theirs',
    "agent:main:first' or '1'='1",
  ])('does not know %j, be it there for another agent or not', async (key) => {
    expect(await history(key)).toEqual({
      text: 'This agent has no such session. sessions_list names those it has.',
      isError: true,
    });
  });

  it('G2/G4: finds the session of a public agent by the name that its list gives, and not by its key', async () => {
    const agent = { publicMode: true };
    const name = sessionName('agent:main:first', agent);
    expect((await history(name, agent)).text).toContain('assistant: answer');
    expect((await history('agent:main:first', agent)).isError).toBe(true);
    expect((await history(sessionName('agent:other:theirs', agent), agent)).isError).toBe(true);
  });

  it('F6: is for the owner only and changes nothing', async () => {
    const sut = new SessionsHistoryTool(await keptSessions());
    expect([sut.ownerOnly, sut.sideEffects, sut.group]).toEqual([true, false, 'sessions']);
  });
});
