import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import { textOf } from '../../common/conversation.js';
import type { ToolContext } from '../tool.port.js';
import { SessionStatusTool } from './session-status.tool.js';

async function statusText(overrides: Partial<ToolContext> = {}): Promise<string> {
  const sut = new SessionStatusTool(new FakeClock(Date.UTC(2026, 1, 28, 23, 59, 59)));
  const { content } = await sut.run({}, toolContext(overrides));
  return textOf({ role: 'tool', callId: '', content });
}

describe(SessionStatusTool.name, () => {
  it('tells date and time in UTC, the agent, the session and whether the caller is the owner', async () => {
    expect(JSON.parse(await statusText({ isOwner: true }))).toEqual({
      time: '2026-02-28T23:59:59.000Z',
      weekday: 'Saturday',
      agent: 'main',
      session: { key: 'agent:main:secret-user', kept: true, earlierMessages: 2 },
      owner: true,
    });
  });

  it.each([true, false])('G2/G4: hides the session key from a public agent (owner run: %s)', async (isOwner) => {
    const text = await statusText({ isOwner, agent: resolvedAgent({ publicMode: true, workspace: '/home/planted' }) });
    expect(text).not.toMatch(/secret-user|planted|"key"/);
    expect(JSON.parse(text)).toMatchObject({ session: { kept: true, earlierMessages: 2 }, owner: isOwner });
  });

  it('F6: is for anyone and changes nothing', () => {
    const sut = new SessionStatusTool(new FakeClock());
    expect([sut.ownerOnly, sut.sideEffects]).toEqual([false, false]);
  });
});
