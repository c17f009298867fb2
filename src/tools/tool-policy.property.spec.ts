import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { AgentToolsConfig } from '../config/agents.config.js';
import { ToolsConfig } from '../config/tools.config.js';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { fakeTool } from '../../test/support/tool-factory.js';
import { effectiveTools } from './tool-policy.js';
import { normalizeToolName } from './tool-name.js';

const names = ['session_status', 'gateway', 'exec', 'web_fetch', 'read-file'];

/** Another way of writing a name that means the same. */
const spelling = fc
  .tuple(fc.constantFrom(...names), fc.boolean(), fc.boolean(), fc.constantFrom('', ' ', '\t'))
  .map(([name, upper, dashes, space]) => {
    const dashed = dashes ? name.replaceAll('_', '-') : name.replaceAll('-', '_');
    return space + (upper ? dashed.toUpperCase() : dashed) + space;
  });
const list = fc.array(fc.oneof(spelling, fc.constant('*'), fc.string({ maxLength: 5 })), { maxLength: 5 });
const layer: fc.Arbitrary<AgentToolsConfig> = fc.record(
  { profile: fc.constantFrom('minimal', 'coding', 'full'), allow: list, alsoAllow: list, deny: list },
  { requiredKeys: [] },
);
const policy = fc.record({
  tools: fc.array(fc.tuple(spelling, fc.boolean()), { maxLength: 6 }),
  agentTools: layer,
  globalTools: layer,
  ownerOnly: fc.array(spelling, { maxLength: 3 }),
  publicMode: fc.boolean(),
  isOwner: fc.boolean(),
  clientToolNames: fc.array(spelling, { maxLength: 2 }),
});

function build(given: typeof policy extends fc.Arbitrary<infer Value> ? Value : never) {
  return {
    tools: given.tools.map(([name, ownerOnly]) => fakeTool(name.trim(), { ownerOnly })),
    agent: resolvedAgent({ publicMode: given.publicMode, tools: given.agentTools }),
    global: Object.assign(new ToolsConfig(), given.globalTools, { ownerOnly: given.ownerOnly }),
    isOwner: given.isOwner,
    clientToolNames: given.clientToolNames,
  };
}

function has(patterns: readonly string[] | undefined, name: string): boolean {
  return (patterns ?? []).some((entry) => entry === '*' || normalizeToolName(entry) === normalizeToolName(name));
}

describe(effectiveTools.name, () => {
  it('F5/F6: no owner-only tool survives for a non-owner, whatever is allowed in whatever spelling', () => {
    fc.assert(
      fc.property(policy, (given) => {
        const input = { ...build(given), isOwner: false };
        for (const tool of effectiveTools(input)) {
          expect(tool.ownerOnly).toBe(false);
          expect(has(given.ownerOnly, tool.definition.name)).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('deny and client tools win over everything, for owners too', () => {
    fc.assert(
      fc.property(policy, (given) => {
        for (const { definition } of effectiveTools(build(given))) {
          expect(has(given.agentTools.deny, definition.name)).toBe(false);
          expect(has(given.globalTools.deny, definition.name)).toBe(false);
          expect(has(given.clientToolNames, definition.name)).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('F5: an owner has at least what a non-owner has, and a non-owner keeps all else', () => {
    fc.assert(
      fc.property(policy, (given) => {
        const input = build(given);
        const ofOwner = effectiveTools({ ...input, isOwner: true });
        const expected = ofOwner.filter((tool) => !tool.ownerOnly && !has(given.ownerOnly, tool.definition.name));
        expect(effectiveTools({ ...input, isOwner: false })).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe(normalizeToolName.name, () => {
  it('gives one form to every spelling, and leaves that form as it is', () => {
    fc.assert(
      fc.property(spelling, (spelled) => {
        const once = normalizeToolName(spelled);
        expect(names.map(normalizeToolName)).toContain(once);
        expect(normalizeToolName(once)).toBe(once);
      }),
    );
  });
});
