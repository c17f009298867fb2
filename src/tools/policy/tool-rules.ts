import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { ToolProfileName, ToolRulesConfig } from '../../config/agents.config.js';
import type { Credential } from '../../auth/credential.js';
import { formatPath } from '../../config/settings/config-path.js';
import type { ToolsConfig } from '../../config/tools.config.js';
import { type ToolPattern, parseToolPattern } from './tool-pattern.js';
import { toolProfiles } from './tool-profiles.js';

/** A list of tools, and what to call it when it decides: its path in the configuration. */
export interface PlacedList {
  path: string;
  patterns: readonly ToolPattern[];
}

/** One place that may leave just some tools: those in the profile and the list alike, and those that are also allowed. */
export interface Narrowing {
  profile: PlacedList | undefined;
  allow: PlacedList | undefined;
  alsoAllow: PlacedList | undefined;
}

/** Every rule that holds for a run. */
export interface RunRules {
  ownerOnly: PlacedList;
  deny: readonly PlacedList[];
  /** A tool has to get through all of them. */
  narrowings: readonly Narrowing[];
}

type Rules = { readonly [Name in keyof ToolRulesConfig]: Readonly<ToolRulesConfig[Name]> };

/** A part of the configuration, or a key, with rules for tools. */
interface PlacedRules {
  path: string;
  rules: Rules;
}

export interface RulesInput {
  agent: ResolvedAgent;
  /** The section `tools`, which holds for all agents. */
  global: ToolsConfig;
  /** Every model that the run may ask, as `<provider>/<model id>`: the rules for all of them hold. */
  models: readonly string[];
  /** Who asks; its rules narrow those of the configuration. Absent: nobody in particular. */
  credential?: RuledCredential | undefined;
}

/** What the rules read of a credential. */
export type RuledCredential = Pick<Credential, 'id' | 'tools'>;

export function rulesFor({ agent, global, models, credential }: RulesInput): RunRules {
  const everywhere = { path: 'tools', rules: global };
  const own = { path: `agents.list[${agent.id}].tools`, rules: agent.tools };
  const inherited = { path: 'agents.defaults.tools', rules: agent.inheritedTools };
  const ofModels = [everywhere, own, inherited].map(({ path, rules }) => byProvider(path, rules.byProvider, models));
  const [everywhereOfModels = [], ownOfModels = [], inheritedOfModels = []] = ofModels;
  const caller = ofCaller(credential);
  const narrowingOfModels = agent.tools.byProvider === undefined ? inheritedOfModels : ownOfModels;
  return {
    ownerOnly: placed('tools.ownerOnly', global.ownerOnly),
    deny: [everywhere, inherited, own, ...ofModels.flat(), ...caller].flatMap((each) => listOf(each, 'deny') ?? []),
    narrowings: [
      narrowing(everywhere),
      agentNarrowing(own, inherited, agent.publicMode),
      ...[...everywhereOfModels, ...narrowingOfModels, ...caller].map(narrowing),
    ],
  };
}

/** A key is told by its name wherever it is kept. */
function ofCaller(credential: RuledCredential | undefined): PlacedRules[] {
  return credential?.tools
    ? [{ path: `the key ${credential.id.replace(/^key:/, '')}: tools`, rules: credential.tools }]
    : [];
}

/**
 * An agent that says which tools it may use is not narrowed by what the defaults say, and a public agent is not widened by
 * it.
 */
function agentNarrowing(own: PlacedRules, inherited: PlacedRules, publicMode: boolean): Narrowing {
  const decides = publicMode || own.rules.profile !== undefined || own.rules.allow !== undefined;
  const { profile, allow, alsoAllow } = narrowing(decides ? own : inherited);
  return {
    profile: profile ?? (publicMode && !allow ? profileList('minimal', 'default of public agents') : undefined),
    allow,
    alsoAllow: listOf(own, 'alsoAllow') ?? alsoAllow,
  };
}

function narrowing(place: PlacedRules): Narrowing {
  const { path, rules } = place;
  return {
    profile: rules.profile && profileList(rules.profile, `${path}.profile`),
    allow: listOf(place, 'allow'),
    alsoAllow: listOf(place, 'alsoAllow'),
  };
}

function byProvider(
  path: string,
  entries: Readonly<Record<string, ToolRulesConfig>> = {},
  models: readonly string[],
): PlacedRules[] {
  return Object.entries(entries)
    .filter(([key]) => models.some((model) => isModelOf(key, model)))
    .map(([key, rules]) => ({ path: `${path}.${formatPath(['byProvider', key])}`, rules }));
}

/** `key` is `<provider>` or `<provider>/<model id>`, upper and lower case being equal. */
function isModelOf(key: string, model: string): boolean {
  const wanted = key.trim().toLowerCase();
  const given = model.toLowerCase();
  return given === wanted || (!wanted.includes('/') && given.startsWith(`${wanted}/`));
}

function profileList(profile: ToolProfileName, origin: string): PlacedList {
  return placed(`profile ${profile} (${origin})`, toolProfiles[profile]);
}

function listOf({ path, rules }: PlacedRules, key: 'allow' | 'alsoAllow' | 'deny'): PlacedList | undefined {
  const names = rules[key];
  return names && placed(`${path}.${key}`, names);
}

function placed(path: string, names: readonly string[]): PlacedList {
  return { path, patterns: names.map(parseToolPattern) };
}
