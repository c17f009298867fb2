import type { ResolvedAgent } from '../../../agents/resolved-agent.js';
import { withHint } from '../../../config/settings/did-you-mean.js';
import { type ModelWorld, builtinProvider, modelWorld, modelsOf, providerOf } from '../agent-models.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';

/** Whether every agent has a model that somebody provides. */
export class ModelsCheck implements DoctorCheck {
  readonly name = 'Models';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'agents' | 'findProviders'>) {}

  async run(): Promise<Finding[]> {
    const world = await modelWorld(this.context);
    return world ? this.context.agents.flatMap((agent) => findingsFor(agent, world)) : [];
  }
}

function findingsFor(agent: ResolvedAgent, world: ModelWorld): Finding[] {
  const [primary, ...fallbacks] = modelsOf(agent, world);
  return [
    isProvided(primary, world) ? served(agent, primary) : missing('problem', agent, primary, world),
    ...fallbacks.filter((ref) => !isProvided(ref, world)).map((ref) => missing('warning', agent, ref, world)),
  ];
}

function isProvided(ref: string, { providers }: ModelWorld): boolean {
  return providerOf(ref) === builtinProvider || providers.has(providerOf(ref));
}

function served({ id }: ResolvedAgent, ref: string): Finding {
  if (providerOf(ref) !== builtinProvider) return { status: 'ok', what: `${id} asks ${ref}` };
  const what = `${id} is served by the built-in guide, which is no language model.`;
  return { status: 'warning', what, remedy: 'README, Connect a model; `openclaw init` asks for one.' };
}

function missing(
  status: 'problem' | 'warning',
  { id }: ResolvedAgent,
  ref: string,
  { providers }: ModelWorld,
): Finding {
  const names = [...providers.keys(), builtinProvider];
  return {
    status,
    what: `${id} asks ${ref}, and there is no provider ${withHint(providerOf(ref), names)}.`,
    remedy: `There are: ${names.join(', ')}. Add it to models.providers, or change the agent's model.`,
  };
}
