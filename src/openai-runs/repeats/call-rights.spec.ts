import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { keyCredential } from '../../../test/support/credentials.js';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { SenderClaim } from '../../auth/resolve-owner.js';
import { callRights } from './call-rights.js';

const agent = resolvedAgent();
const credential = { ...keyCredential('ann'), mayBeOwner: true };
const sender: SenderClaim = { credential, header: 'true' };

const others: [string, Partial<ResolvedAgent>, Partial<SenderClaim>][] = [
  ['agent', { id: 'other' }, {}],
  ['the agent being public', { publicMode: true }, {}],
  ['ownership', {}, { header: 'false' }],
  ['the tools of the agent', { tools: { deny: ['exec'] } }, {}],
  ['the tools of all agents', { inheritedTools: { deny: ['exec'] } }, {}],
  ['the tools of the key', {}, { credential: { ...credential, tools: { deny: ['exec'] } } }],
  ['the agents of the key', {}, { credential: { ...credential, agents: ['main'] } }],
];

describe(callRights.name, () => {
  it.each(others)('K4: tells calls apart by %s', (_what, otherAgent, otherSender) => {
    const other = callRights({ ...agent, ...otherAgent }, { ...sender, ...otherSender });
    expect(other).not.toBe(callRights(agent, sender));
  });

  it('K4: is the same whatever makes somebody the owner, and for each secret of a key', () => {
    const asserted: SenderClaim = { credential, header: 'absent', assertion: 'valid' };
    expect(callRights(agent, asserted)).toBe(callRights(agent, sender));
    const later = { ...sender, credential: { ...credential, expiresAt: 1 } };
    expect(callRights(agent, later)).toBe(callRights(agent, sender));
  });

  it('K4: is the same whatever model and prompt the agent has by now', () => {
    const other = { ...agent, systemPrompt: 'Be brief.', model: { primary: 'other/model', fallbacks: [] } };
    expect(callRights(other, sender)).toBe(callRights(agent, sender));
  });
});
