import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { fakeTool } from '../../../test/support/tool-factory.js';
import { agentToolRules, listEntry, spellingOf } from '../../../test/support/tool-policy-arbitraries.js';
import type { AgentToolsConfig } from '../../config/agents.config.js';
import { ToolsConfig } from '../../config/tools.config.js';
import { normalizeToolName } from './tool-name.js';
import { type PolicyInput, couldKeep, decideTools } from './tool-policy.js';
import { type Tool, type ToolGroup, toolGroups } from '../tool.port.js';

const names = ['session_status', 'gateway', 'exec', 'web_fetch', 'read-file', 'files__get', 'files__put', 'git__log'];
const models = ['fake/model', 'fake/second', 'other/a/b'];
const settings = { numRuns: 1_000 };

const spelledName = spellingOf(fc.constantFrom(...names));
const rules = agentToolRules(names, models);
const tool = fc
  .tuple(spelledName, fc.boolean(), fc.boolean(), fc.option(fc.constantFrom(...toolGroups), { nil: undefined }))
  .map(([name, ownerOnly, startsSubagents, group]) =>
    fakeTool(name.trim(), { ownerOnly, startsSubagents, ...(group ? { group } : {}) }),
  );
const given = fc.record({
  tools: fc.array(tool, { maxLength: 8 }),
  own: rules,
  inherited: rules,
  everywhere: rules,
  ownerOnly: fc.array(listEntry(names), { maxLength: 2 }),
  publicMode: fc.boolean(),
  isOwner: fc.boolean(),
  clientToolNames: fc.array(spelledName, { maxLength: 2 }),
  models: fc.subarray(models, { minLength: 1 }),
  subagentDepth: fc.nat(1),
});
type Given = typeof given extends fc.Arbitrary<infer Value> ? Value : never;

function build({ own, inherited, everywhere, ownerOnly, publicMode, ...rest }: Given): PolicyInput {
  return {
    ...rest,
    agent: resolvedAgent({ publicMode, tools: own, inheritedTools: inherited }),
    global: Object.assign(new ToolsConfig(), everywhere, { ownerOnly }),
  };
}

function keptOf(input: PolicyInput): Tool[] {
  return decideTools(input)
    .filter(({ kept }) => kept)
    .map((decision) => decision.tool);
}

/** What an entry of a list means, told once more and in another way. */
function means(entry: string, { definition, group }: Tool): boolean {
  const [written, name] = [normalizeToolName(entry), normalizeToolName(definition.name)];
  const named = /^group:(.*)$/.exec(written)?.[1];
  if (named !== undefined) return named === group;
  return written.endsWith('*') ? name.indexOf(written.slice(0, -1)) === 0 : written === name;
}

function denials({ own, inherited, everywhere, models: asked }: Given): string[] {
  return [own, inherited, everywhere].flatMap(({ deny = [], byProvider = {} }) => [
    ...deny,
    ...asked.flatMap((model) => [
      ...(byProvider[model]?.deny ?? []),
      ...(byProvider[model.split('/')[0] ?? '']?.deny ?? []),
    ]),
  ]);
}

describe(decideTools.name, () => {
  it('F5/F6: no owner-only tool survives for a non-owner, whatever is allowed in whatever spelling', () => {
    fc.assert(
      fc.property(given, (value) => {
        for (const kept of keptOf({ ...build(value), isOwner: false })) {
          expect(kept.ownerOnly).toBe(false);
          expect(value.ownerOnly.some((entry) => means(entry, kept))).toBe(false);
        }
      }),
      settings,
    );
  });

  it('I3: deny lists of every place and client tools win over everything, for owners too', () => {
    fc.assert(
      fc.property(given, (value) => {
        const clientNames = value.clientToolNames.map(normalizeToolName);
        for (const kept of keptOf(build(value))) {
          expect(denials(value).filter((entry) => means(entry, kept))).toEqual([]);
          expect(clientNames).not.toContain(normalizeToolName(kept.definition.name));
        }
      }),
      settings,
    );
  });

  it('F5: an owner has what a non-owner has and the owner-only tools that the other rules leave, no more', () => {
    fc.assert(
      fc.property(given, (value) => {
        const ofOwner = keptOf({ ...build(value), isOwner: true });
        const forAll = ofOwner.filter(
          (kept) => !kept.ownerOnly && !value.ownerOnly.some((entry) => means(entry, kept)),
        );
        expect(keptOf({ ...build(value), isOwner: false })).toEqual(forAll);
      }),
      settings,
    );
  });

  it('L3: a run that may start no subagents lacks the tools for it, and no other', () => {
    fc.assert(
      fc.property(given, (value) => {
        const otherwise = keptOf({ ...build(value), subagentDepth: 1 });
        const without = otherwise.filter((kept) => !kept.startsSubagents);
        expect(keptOf({ ...build(value), subagentDepth: 0 })).toEqual(without);
      }),
      settings,
    );
  });

  it('one more denied name only takes away, at any place', () => {
    fc.assert(
      fc.property(given, listEntry(names), fc.constantFrom('own', 'inherited', 'everywhere'), (value, entry, place) => {
        const stricter = { ...value, [place]: { ...value[place], deny: [...(value[place].deny ?? []), entry] } };
        const before = keptOf(build(value));
        expect(keptOf(build(stricter))).toEqual(before.filter((kept) => !means(entry, kept)));
      }),
      settings,
    );
  });

  it('one more model only takes away', () => {
    fc.assert(
      fc.property(given, fc.constantFrom(...models), (value, model) => {
        const before = keptOf(build(value));
        const after = keptOf(build({ ...value, models: [...value.models, model] }));
        expect(before).toEqual(expect.arrayContaining(after));
      }),
      settings,
    );
  });

  it('does not depend on the order of lists, of models, or on spelling', () => {
    const reordered = (list: string[]) => list.map((entry) => ` ${entry.toUpperCase().replaceAll('_', '-')}`).reverse();
    const respelled = (layer: AgentToolsConfig): AgentToolsConfig => ({
      ...layer,
      ...(layer.allow ? { allow: reordered(layer.allow) } : {}),
      ...(layer.alsoAllow ? { alsoAllow: reordered(layer.alsoAllow) } : {}),
      ...(layer.deny ? { deny: reordered(layer.deny) } : {}),
    });
    fc.assert(
      fc.property(given, (value) => {
        const other = {
          ...value,
          own: respelled(value.own),
          inherited: respelled(value.inherited),
          everywhere: respelled(value.everywhere),
          ownerOnly: reordered(value.ownerOnly),
          clientToolNames: reordered(value.clientToolNames),
          models: [...value.models].reverse(),
        };
        expect(keptOf(build(other))).toEqual(keptOf(build(value)));
      }),
      settings,
    );
  });

  it('keeps at most one tool of a name, and says of each tool why', () => {
    fc.assert(
      fc.property(given, (value) => {
        const decisions = decideTools(build(value));
        const kept = decisions.filter((decision) => decision.kept);
        expect(new Set(kept.map(({ tool: each }) => normalizeToolName(each.definition.name))).size).toBe(kept.length);
        expect(decisions.map((decision) => decision.tool)).toEqual(value.tools);
        for (const { kept: isKept, because } of decisions) expect(because.startsWith('kept: ')).toBe(isKept);
      }),
      settings,
    );
  });
});

describe(couldKeep.name, () => {
  it('is never false for tools of which one could be kept', () => {
    const family = fc.record({
      prefix: fc.constantFrom('files__', 'FILES__', 'git__', 'f', ''),
      rest: fc.constantFrom('get', 'put', 'log', 'x', 'get_all'),
      group: fc.constantFrom<ToolGroup>('mcp', 'fs'),
      ownerOnly: fc.boolean(),
    });
    fc.assert(
      fc.property(given, family, (value, { prefix, rest, group, ownerOnly }) => {
        const input = { ...build(value), tools: [fakeTool(prefix + rest, { group, ownerOnly })] };
        const could = couldKeep(input)({ prefix, group, ownerOnly });
        if (!could) expect(keptOf(input)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each<[string, AgentToolsConfig, boolean, boolean]>([
    ['no rule', {}, true, true],
    ['owner-only tools and a caller who is not the owner', {}, false, false],
    ['deny by group', { deny: ['group:mcp'] }, true, false],
    ['deny by beginning', { deny: ['files__*'] }, true, false],
    ['deny by a shorter beginning', { deny: ['fi*'] }, true, false],
    ['deny of some', { deny: ['files__g*', 'files__put'] }, true, true],
    ['allow of one', { allow: ['Files--get'] }, true, true],
    ['allow of some', { allow: ['files__g*'] }, true, true],
    ['allow of others', { allow: ['git__*', 'files', 'group:fs'] }, true, false],
    ['a profile without them', { profile: 'minimal' }, true, false],
    ['a profile with them', { profile: 'coding' }, true, true],
    ['alsoAllow of one', { profile: 'minimal', alsoAllow: ['files__get'] }, true, true],
  ])('knows that nothing can be kept: %s', (_title, tools, isOwner, expected) => {
    const run = { isOwner, clientToolNames: [], models, subagentDepth: 0 };
    const input = { agent: resolvedAgent({ tools }), global: new ToolsConfig(), ...run };
    expect(couldKeep(input)({ prefix: 'files__', group: 'mcp', ownerOnly: true })).toBe(expected);
  });
});

describe(normalizeToolName.name, () => {
  it('gives one form to every spelling, and leaves that form as it is', () => {
    fc.assert(
      fc.property(spelledName, (spelled) => {
        const once = normalizeToolName(spelled);
        expect(names.map(normalizeToolName)).toContain(once);
        expect(normalizeToolName(once)).toBe(once);
      }),
    );
  });
});
