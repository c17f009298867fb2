import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { Credential } from '../../auth/credential.js';
import { textOf } from '../../common/conversation.js';
import { AgentsSection, ModelsSection } from '../../config/config-sections.js';
import { ProviderConfig } from '../../config/models.config.js';
import type { AgentPublicCheckRow } from '../../gateway-protocol/method-payloads.js';
import type { RunPlan } from '../../runs/run-plan.js';
import type { RunRequest } from '../../runs/run-request.js';
import { RunsService } from '../../runs/runs.service.js';
import { ToolExecutor } from '../../tools/execution/tool-executor.service.js';
import type { FactTally } from './fact-tally.js';
import { probingCalls } from './probing-calls.js';
import { toProbingContext } from './to-probing-context.js';
import { toProbingRequest } from './to-probing-request.js';
import { toPromptPlace } from './to-prompt-place.js';

/** For whom a public agent is looked at. */
export interface ProbeCall {
  credential: Credential;
  signal: AbortSignal;
}

type Looked = AgentPublicCheckRow['looked'];

/** The channel that a message comes by is told in the prompt. */
const channels = [undefined, 'telegram'];

/** Has a public agent render and run what it can, and looks at what comes of it. No model is called. */
@Injectable()
export class AgentProbe {
  constructor(
    private readonly runs: RunsService,
    private readonly executor: ToolExecutor,
    @Inject(ModelsSection) private readonly models: ModelsSection,
    @Inject(AgentsSection) private readonly agents: AgentsSection,
  ) {}

  /** Rejects where a run of the agent would be refused before its first model call. */
  async look(agent: ResolvedAgent, tally: FactTally, call: ProbeCall): Promise<Looked> {
    const looked: Looked = { prompts: 0, tools: 0, calls: 0 };
    for (const isOwner of [false, true]) {
      const who = `${agent.id} (${isOwner ? 'owner' : 'not the owner'})`;
      const requests = channels.map((messageChannel) => toProbingRequest({ agent, isOwner, messageChannel, ...call }));
      const plans = await Promise.all(requests.map((request) => this.runs.preview(request).plan()));
      for (const plan of plans) {
        this.lookAtPrompt(plan, agent, who, tally);
        await lookAtRequest(plan, who, tally);
      }
      this.lookAtProviders(plans[0], tally);
      const [request] = requests;
      looked.calls += await this.lookAtCalls(plans[0], request, who, tally);
      looked.prompts += plans.length;
      looked.tools = Math.max(looked.tools, plans[0].ownTools.length);
    }
    return looked;
  }

  private lookAtPrompt({ prompt }: RunPlan, agent: ResolvedAgent, who: string, tally: FactTally): void {
    for (const { name, text } of prompt)
      tally.look(text, `the prompt of ${who}, ${toPromptPlace(name, agent, this.agents.current)}`);
  }

  private lookAtProviders({ models }: RunPlan, tally: FactTally): void {
    for (const { providerName } of models) {
      const { headers, baseUrl = '' } = this.models.current.providers[providerName] ?? new ProviderConfig();
      const { pathname = '', search = '' } = URL.parse(baseUrl) ?? {};
      tally.lookAtAddress(pathname + search, `the address of the provider ${providerName}`);
      for (const [name, value] of Object.entries(headers))
        tally.lookAtAddress(value, `the header ${name} of the provider ${providerName}`);
    }
  }

  /** Gives how many calls were made. */
  private async lookAtCalls(plan: RunPlan, request: RunRequest, who: string, tally: FactTally): Promise<number> {
    const context = toProbingContext(request, plan);
    const calls = plan.ownTools.flatMap(({ definition }) => probingCalls(definition.name));
    for (const call of calls) {
      const { message } = await this.executor.execute(call, plan.ownTools, context);
      tally.look(textOf(message), `what the tool ${call.name} says to ${who}`);
    }
    return calls.length;
  }
}

async function lookAtRequest(plan: RunPlan, who: string, tally: FactTally): Promise<void> {
  for (const tool of plan.toolDefinitions) tally.look(JSON.stringify(tool), `the tool ${tool.name} of ${who}`);
  for (const model of plan.models) {
    const body = await model.provider.preview({ ...plan.requestFor(model, []), model: model.modelId });
    tally.look(JSON.stringify(body ?? null), `the request of ${who} to ${model.ref}`);
  }
}
