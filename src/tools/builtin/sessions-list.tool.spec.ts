import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { keptSessions } from '../../../test/support/kept-sessions.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import { textOf } from '../../common/conversation.js';
import type { ToolContext } from '../tool.port.js';
import { SessionsListTool } from './sessions-list.tool.js';

const keys = ['agent:main:first', 'agent:other:theirs', 'agent:main:openai-user:ada', 'agent:main2:theirs'];

async function listed(args: Record<string, unknown> = {}, context: Partial<ToolContext> = {}): Promise<string[]> {
  const sut = new SessionsListTool(await keptSessions(...keys));
  const { content } = await sut.run(args, toolContext({ isOwner: true, ...context }));
  return textOf({ role: 'tool', callId: '', content }).split('\n');
}

describe(SessionsListTool.name, () => {
  it('names the sessions of the agent and of no other, newest first', async () => {
    const session = { key: 'agent:main:first', kept: true, earlierMessages: 2 };
    expect(await listed({}, { session })).toEqual([
      'agent:main:openai-user:ada  2026-01-01T00:02:00.000Z  198 bytes',
      'agent:main:first  2026-01-01T00:00:00.000Z  188 bytes  this one',
    ]);
  });

  it('is bounded, and says so', async () => {
    expect(await listed({ limit: 1 })).toEqual([
      expect.stringContaining('openai-user:ada'),
      '[1 more; raise limit to see them]',
    ]);
  });

  it('says when there is nothing', async () => {
    expect(await listed({}, { agent: resolvedAgent({ id: 'lonely' }) })).toEqual(['No conversations are kept.']);
  });

  it('G2/G4: names no session key to a public agent, owner run or not', async () => {
    const lines = await listed({}, { agent: resolvedAgent({ publicMode: true }) });
    expect(lines).toEqual([expect.stringMatching(/^session-[0-9a-f]{12} {2}2026/), expect.stringMatching(/^session-/)]);
    expect(new Set(lines.map((line) => line.split('  ')[0])).size).toBe(2);
  });

  it('F6: is for the owner only and changes nothing', async () => {
    const sut = new SessionsListTool(await keptSessions());
    expect([sut.ownerOnly, sut.sideEffects, sut.group]).toEqual([true, false, 'sessions']);
  });
});
