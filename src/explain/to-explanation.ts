import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { estimateTextTokens } from '../common/estimate-tokens.js';
import { requestHeaderNames } from '../http/request-header-names.js';
import { promptText } from '../prompt/build-prompt.js';
import type { RunPlan } from '../runs/run-plan.js';
import type { RunRequest } from '../runs/run-request.js';
import type { SessionKey } from '../sessions/session-key.js';
import type { Explanation, LimitsExplanation, TextSize, UpstreamPreview } from './explanation.js';

const ownerReasons: Record<RunRequest['owner']['why'], string> = {
  header: `the header ${requestHeaderNames.senderIsOwner} decides`,
  default: `no header ${requestHeaderNames.senderIsOwner}, so the kind of the agent decides`,
  credential: 'the credential can never be the owner’s',
  assertion: `the signature in ${requestHeaderNames.ownerAssertion} decides`,
  'parent-run': 'the run that started this one decides',
};

const sessionReasons: Record<SessionKey['kind'], string> = {
  explicit: `the header ${requestHeaderNames.sessionKey}`,
  user: 'the user of the request',
  conversation: 'the conversation of the request',
  response: 'the response that the conversation began with',
  fresh: `stateless: neither the header ${requestHeaderNames.sessionKey} nor a user that counts`,
};

export function toOwner({ owner }: RunRequest): NonNullable<Explanation['owner']> {
  return { is_owner: owner.isOwner, because: ownerReasons[owner.why] };
}

/** What a request says of its session besides the key. */
export interface SessionUse {
  /** The id that the response would have, of which a new conversation takes its key. */
  responseId?: string | undefined;
  readOnly?: boolean | undefined;
}

export function toSession(
  { key, kind }: SessionKey,
  { responseId, readOnly = false }: SessionUse,
): NonNullable<Explanation['session']> {
  const because = sessionReasons[kind];
  if (kind === 'fresh') return { key: key.replace(/[^:]*$/, '{uuid}'), kept: false, because };
  const shown = responseId === undefined ? key : key.replace(responseId, '{id}');
  return {
    key: shown,
    kept: !readOnly,
    because: readOnly ? `${because}; "store": false leaves no turn there` : because,
  };
}

export function modelsReason({ model, agent }: RunRequest): string {
  if (model !== undefined) return `the header ${requestHeaderNames.model}; the run has no fallbacks`;
  return agent.model.primary === undefined
    ? 'neither the agent nor agents.defaults names one'
    : 'the configuration of the agent';
}

export function toLimits({ limits, subagents }: ResolvedAgent): LimitsExplanation {
  return {
    max_turns: limits.maxTurns,
    timeout_seconds: limits.timeoutMilliseconds / 1000,
    max_run_tokens: limits.maxRunTokens,
    max_concurrent: limits.maxConcurrent,
    subagents: { max_depth: subagents.maxDepth, max_count: subagents.maxCount },
  };
}

export function toTools({ decisions, unasked }: RunPlan): NonNullable<Explanation['tools']> {
  return [
    ...decisions.map(({ tool, kept, because }) => ({ name: tool.definition.name, kept, because })),
    ...unasked.map(({ name, because }) => ({ name, kept: false, because })),
  ];
}

export async function toPreview(plan: RunPlan): Promise<UpstreamPreview> {
  const { models, prompt, toolDefinitions } = plan;
  const [model] = models;
  return {
    model: model.ref,
    body: await model.provider.preview({ ...plan.requestFor(model, []), model: model.modelId }),
    prompt: {
      sections: prompt.map(({ name, text }) => ({ name, ...sizeOf(text) })),
      total: sizeOf(promptText(prompt)),
    },
    tools: sizeOf(toolDefinitions.length > 0 ? JSON.stringify(toolDefinitions) : ''),
  };
}

function sizeOf(text: string): TextSize {
  return { characters: text.length, estimated_tokens: estimateTextTokens(text.length) };
}
