import { type ToolFamily, familySubject, toolSubject } from './tool-families.js';
import { normalizeToolName } from './tool-name.js';
import { type ToolSubject, meansAll, meansSome } from './tool-pattern.js';
import { type Narrowing, type PlacedList, type RulesInput, type RunRules, rulesFor } from './tool-rules.js';
import type { Tool, ToolQuery } from '../tool.port.js';

/** The run that the rules are asked for. */
export interface RunPolicyInput extends RulesInput {
  isOwner: boolean;
  /** Names that the client brought; an own tool of the same name is withheld for the run. */
  clientToolNames: readonly string[];
  /** How deep the run may start subagents; 0 is not at all. */
  subagentDepth: number;
}

export interface PolicyInput extends RunPolicyInput {
  /** Of several tools with one name the first one counts. */
  tools: readonly Tool[];
}

/** What the rules say of one tool. */
export interface ToolDecision {
  tool: Tool;
  kept: boolean;
  /**
   * For people, the rule or the place in the configuration that decided, e.g. `owner-only by nature`, `tools.deny`,
   * `not in profile minimal (default of public agents)`, `kept: agents.list[front-desk].tools.allow`.
   */
  because: string;
}

/** A tool, or the tools that a source could have, under the rules of a run. */
interface Case {
  subject: ToolSubject;
  ownerOnly: boolean;
  startsSubagents: boolean;
  isOwner: boolean;
  /** What lets the run start no subagents; undefined where it may. */
  noSubagents: string | undefined;
  clientToolNames: ReadonlySet<string>;
  /** Names of the tools before this one. */
  earlierNames: ReadonlySet<string>;
  rules: RunRules;
}

/** Why a rule strips the tool; undefined where it does not. Of tools that a source could have, only what strips them all. */
type StripRule = (given: Case) => string | undefined;

/** The first one that strips wins. The owner's come first: nothing that allows can bring a tool back. */
const stripRules: readonly StripRule[] = [
  ({ isOwner, ownerOnly, subject }) => (!isOwner && ownerOnly ? ownerOnlyBecause(subject) : undefined),
  ({ isOwner, rules: { ownerOnly }, subject }) =>
    !isOwner && meansWhole(ownerOnly, subject) ? ownerOnly.path : undefined,
  ({ clientToolNames, subject }) =>
    hasName(clientToolNames, subject) ? 'the client brought a tool of this name' : undefined,
  ({ earlierNames, subject }) => (hasName(earlierNames, subject) ? 'another tool has this name already' : undefined),
  ({ rules, subject }) => rules.deny.find((list) => meansWhole(list, subject))?.path,
  ({ rules, subject }) => first(rules.narrowings, (narrowing) => strippedBy(narrowing, subject)),
  ({ startsSubagents, noSubagents }) => (startsSubagents ? noSubagents : undefined),
];

/**
 * Decides for every tool whether the run has it: what the prompt names, what goes upstream, and what dispatch accepts are the
 * kept ones.
 */
export function decideTools({ tools, ...input }: PolicyInput): ToolDecision[] {
  const run = { ...forRun(input), earlierNames: new Set<string>() };
  return tools.map((tool) => {
    const subject = toolSubject(tool);
    const { ownerOnly, startsSubagents = false } = tool;
    const stripped = strippedBecause({ ...run, subject, ownerOnly, startsSubagents });
    run.earlierNames.add(subject.name);
    return { tool, kept: stripped === undefined, because: stripped ?? keptBecause(run.rules, subject) };
  });
}

/** Whether the rules could keep any tool like these. Never false where one that `decideTools` keeps is among them. */
export function couldKeep(input: RunPolicyInput): ToolQuery['mayKeep'] {
  const stripped = familyStrippedBecause(input);
  return (family) => stripped(family) === undefined;
}

/** The rule that strips all tools like these; undefined where some of them could be kept. */
export function familyStrippedBecause(input: RunPolicyInput): (family: ToolFamily) => string | undefined {
  const run = forRun(input);
  return (family) => {
    const { ownerOnly } = family;
    return strippedBecause({ ...run, subject: familySubject(family), ownerOnly, startsSubagents: false });
  };
}

function forRun(input: RunPolicyInput): Omit<Case, 'subject' | 'ownerOnly' | 'startsSubagents'> {
  return {
    isOwner: input.isOwner,
    noSubagents: noSubagentsBecause(input),
    clientToolNames: new Set(input.clientToolNames.map(normalizeToolName)),
    earlierNames: new Set(),
    rules: rulesFor(input),
  };
}

function noSubagentsBecause({ agent, subagentDepth }: RunPolicyInput): string | undefined {
  if (subagentDepth > 0) return undefined;
  return agent.subagents.maxCount > 0 ? 'subagents.maxDepth' : 'subagents.maxCount';
}

function ownerOnlyBecause({ group }: ToolSubject): string {
  return group === 'mcp' ? 'owner-only (ownerOnly of its MCP server)' : 'owner-only by nature';
}

function strippedBecause(given: Case): string | undefined {
  return first(stripRules, (rule) => rule(given));
}

function strippedBy({ profile, allow, alsoAllow }: Narrowing, subject: ToolSubject): string | undefined {
  if (alsoAllow && meansAny(alsoAllow, subject)) return undefined;
  const missedIn = [profile, allow].find((list) => list && !meansAny(list, subject));
  return missedIn && `not in ${missedIn.path}`;
}

function keptBecause({ narrowings }: RunRules, subject: ToolSubject): string {
  const paths = narrowings.flatMap(({ profile, allow, alsoAllow }) => {
    const narrowed = [profile, allow].filter((list) => list !== undefined);
    const missed = narrowed.some((list) => !meansAny(list, subject));
    return missed && alsoAllow ? [alsoAllow.path] : narrowed.map((list) => list.path);
  });
  return `kept: ${paths.join(', ') || 'no rule strips it'}`;
}

function meansWhole({ patterns }: PlacedList, subject: ToolSubject): boolean {
  return patterns.some((pattern) => meansAll(pattern, subject));
}

function meansAny({ patterns }: PlacedList, subject: ToolSubject): boolean {
  return patterns.some((pattern) => meansSome(pattern, subject));
}

function hasName(names: ReadonlySet<string>, { name, isBeginning }: ToolSubject): boolean {
  return !isBeginning && names.has(name);
}

function first<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
