import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { untilAborted } from '../common/abort.js';
import { ToolsSection } from '../config/config-sections.js';
import { type RunPolicyInput, type ToolDecision, decideTools, familyStrippedBecause } from './policy/tool-policy.js';
import { type Tool, type ToolQuery, type ToolSource, ToolSources, Tools } from './tool.port.js';

/** The run that tools are wanted for. */
export interface ToolRequest extends Omit<RunPolicyInput, 'global'> {
  signal: AbortSignal;
}

/** The tools of a source that was not asked for them, since the rules could keep none. */
export interface UnaskedTools {
  /** What they have in common, e.g. `files__*`. */
  name: string;
  /** As of a `ToolDecision`. */
  because: string;
}

export interface ToolSet {
  /** What the rules say of every tool that there is; one that they keep may still be unavailable. */
  decisions: ToolDecision[];
  unasked: UnaskedTools[];
}

/** Gives each run its tools. */
@Injectable()
export class ToolCatalog {
  constructor(
    @Inject(Tools) private readonly tools: readonly Tool[],
    @Inject(ToolSources) private readonly sources: readonly ToolSource[],
    @Inject(ToolsSection) private readonly section: ToolsSection,
  ) {}

  /** Rejects when `signal` aborts. */
  async forRun({ signal, ...request }: ToolRequest): Promise<ToolSet> {
    const input = { ...request, global: this.section.current };
    const unasked: UnaskedTools[] = [];
    const mayKeep = notingTo(unasked, familyStrippedBecause(input));
    const found = await Promise.all(this.sources.map((source) => source.tools({ mayKeep, signal })));
    signal.throwIfAborted();
    const decisions = decideTools({ ...input, tools: [...this.tools, ...found.flat()] });
    const available = Promise.all(decisions.map((decision) => whileAvailable(decision, request.agent)));
    return { decisions: await untilAborted(available, signal), unasked };
  }
}

function notingTo(
  unasked: UnaskedTools[],
  strippedBecause: ReturnType<typeof familyStrippedBecause>,
): ToolQuery['mayKeep'] {
  return (family) => {
    const because = strippedBecause(family);
    if (because !== undefined) unasked.push({ name: `${family.prefix}*`, because });
    return because === undefined;
  };
}

async function whileAvailable(decision: ToolDecision, agent: ResolvedAgent): Promise<ToolDecision> {
  const reason = decision.kept ? await decision.tool.unavailable?.(agent) : undefined;
  return reason === undefined ? decision : { ...decision, kept: false, because: `unavailable: ${reason}` };
}
