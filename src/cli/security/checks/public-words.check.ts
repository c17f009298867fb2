import { environmentSecrets } from '../../../config/environment-secrets.js';
import { secretsOf } from '../../../config/secrets.js';
import { homeOf } from '../../../config/state-directory.js';
import type { ResolvedAgent } from '../../../agents/resolved-agent.js';
import { FactSearch } from '../../../egress/fact-search.js';
import type { KnownFact } from '../../../egress/known-fact.js';
import type { MachineFacts } from '../../../egress/machine-facts.port.js';
import { SystemMachineFacts } from '../../../egress/system-machine-facts.js';
import { isTelling } from '../../../egress/telling-facts.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

/** Whether what an operator has written lets public agents tell of this machine. */
export class PublicWordsCheck implements DoctorCheck {
  readonly name = 'Words of public agents';

  constructor(
    private readonly context: Pick<DoctorContext, 'agents' | 'configuration' | 'environment' | 'file'>,
    private readonly machine: MachineFacts = new SystemMachineFacts(),
  ) {}

  run(): Finding[] {
    const publicAgents = this.context.agents.filter(({ publicMode }) => publicMode);
    const found = [...this.allowed(), ...this.told(publicAgents)];
    if (publicAgents.length === 0 || found.length > 0) return found;
    const what =
      'No systemPrompt of a public agent names this machine; `openclaw public-check` looks at all that they send';
    return [{ status: 'ok', what }];
  }

  /** What is allowed although it tells where the files of the gateway are. */
  private allowed(): Finding[] {
    const allow = this.context.configuration?.config.gateway.egress.allow ?? [];
    return allow.flatMap((written, index) => {
      const place = this.places().find(({ value }) => value.toLowerCase() === written.trim().toLowerCase());
      if (!place) return [];
      const path = `gateway.egress.allow[${index}]`;
      const what = `Public agents may tell strangers the ${place.kind}: it is in gateway.egress.allow.`;
      return [{ status: 'warning' as const, what, path, remedy: 'Take it out; nobody outside needs to know it.' }];
    });
  }

  private told(agents: readonly ResolvedAgent[]): Finding[] {
    if (agents.length === 0) return [];
    const search = new FactSearch(this.facts());
    return agents.flatMap(({ id, systemPrompt = '' }) => {
      const [fact] = search.find(systemPrompt);
      return (fact as KnownFact | undefined) ? [toldBy(id, fact)] : [];
    });
  }

  /** Those that the gateway looks for before it sends a request. */
  private facts(): KnownFact[] {
    const { configuration, environment } = this.context;
    const allow = configuration?.config.gateway.egress.allow.map((each) => each.trim().toLowerCase()) ?? [];
    const open = [...this.machine.read(), ...this.places()].filter(({ value }) => !allow.includes(value.toLowerCase()));
    const secrets = [...(configuration ? secretsOf(configuration) : []), ...environmentSecrets(environment)];
    return [...open, ...secrets.map((value) => ({ kind: 'secret' as const, value }))].filter(isTelling);
  }

  private places(): KnownFact[] {
    const { environment, file } = this.context;
    return [
      { kind: 'state directory', value: file.stateDirectory },
      { kind: 'configuration file', value: file.path },
      { kind: 'home directory', value: homeOf(environment) },
    ];
  }
}

function toldBy(id: string, { kind }: KnownFact): Finding {
  return {
    status: 'problem',
    what: `The systemPrompt of ${id} tells the ${kind} of this machine: the gateway refuses its requests.`,
    path: `agents.list[${id}].systemPrompt`,
    remedy: `Take it out; \`openclaw public-check ${id} --local\` looks at all else that the agent sends.`,
  };
}
