import type { AgentResolverService } from '../../src/agents/agent-resolver.service.js';
import type { ResolvedAgent } from '../../src/agents/resolved-agent.js';
import { ToolsConfig } from '../../src/config/tools.config.js';
import { PromptService } from '../../src/prompt/prompt.service.js';
import type { ModelRegistryService } from '../../src/providers/model-registry.service.js';
import type { ModelEvent } from '../../src/providers/provider.port.js';
import type { ResolvedModel } from '../../src/providers/resolved-model.js';
import type { EgressCheck } from '../../src/egress/egress-check.service.js';
import { RunAudit } from '../../src/runs/run-audit.service.js';
import { RunExecutor } from '../../src/runs/run-executor.service.js';
import { RunPlanner } from '../../src/runs/run-planner.service.js';
import { RunJournal } from '../../src/runs/journal/run-journal.service.js';
import { RunRegistry } from '../../src/runs/run-registry.js';
import { RunResourcesService } from '../../src/runs/run-resources.service.js';
import { type RunState, rootBounds } from '../../src/runs/run-state.js';
import { RunSupervisor } from '../../src/runs/run-supervisor.service.js';
import { Subagents } from '../../src/runs/subagents.service.js';
import type { SessionPrunerService } from '../../src/sessions/session-pruner.service.js';
import { SessionsService } from '../../src/sessions/sessions.service.js';
import type { SkillsService } from '../../src/skills/skills.service.js';
import { ToolCatalog } from '../../src/tools/tool-catalog.service.js';
import type { Tool } from '../../src/tools/tool.port.js';
import { WorkspaceLocator } from '../../src/workspace/workspace-locator.service.js';
import { WorkspaceScopes } from '../../src/workspace/workspace-scope.service.js';
import { resolvedAgent } from './agent-factory.js';
import { MemoryAuditLog } from './audit-fixtures.js';
import { FakeClock } from './fake-clock.js';
import { FakeIds } from './fake-ids.js';
import { fixed } from './fixed.js';
import { MemorySessionStore } from './memory-session-store.js';
import { plantedHost } from './prompt-factory.js';
import { scriptedProvider } from './provider-fixtures.js';
import { toolExecutor } from './tool-executor-factory.js';

export interface ExecutorSetup {
  tools?: Tool[];
  model?: Partial<ResolvedModel>;
  fallbacks?: ResolvedModel[];
  store?: MemorySessionStore;
  /** Those that may be started as subagents. */
  agents?: ResolvedAgent[];
}

/** An executor with everything it needs; its model, `fake/first`, gives these answers one after the other. */
export function makeExecutor(answers: ModelEvent[][][], setup: ExecutorSetup = {}) {
  const { tools = [], fallbacks = [], store = new MemorySessionStore(), agents = [] } = setup;
  const provider = scriptedProvider(...answers);
  const primary: ResolvedModel = { ...resolvedModel('fake/first', provider), ...setup.model };
  const models = { forAgent: () => [primary, ...fallbacks] } as unknown as ModelRegistryService;
  const pruner = { turnWritten: () => undefined } as unknown as SessionPrunerService;
  const locator = new WorkspaceLocator('/home/planted', '/var/planted');
  const clock = new FakeClock();
  const audit = new MemoryAuditLog();
  const resources = new RunResourcesService(
    new ToolCatalog(tools, [], fixed(new ToolsConfig())),
    { forAgent: () => Promise.resolve([]) } as unknown as SkillsService,
    new WorkspaceScopes(locator),
  );
  const planner = new RunPlanner(
    models,
    new SessionsService(store, clock, new FakeIds(), pruner),
    resources,
    new PromptService(plantedHost, { readNotes: () => Promise.resolve([]) }, locator),
  );
  const resolver = { subagent: (id: string) => agents.find((agent) => agent.id === id) };
  const registry = new RunRegistry();
  const supervisor = new RunSupervisor(registry, new RunJournal(clock), new RunAudit(audit), clock);
  const subagents = new Subagents(resolver as unknown as AgentResolverService, supervisor, new FakeIds());
  const egress = { inspectorFor: () => undefined } as unknown as EgressCheck;
  const sut = new RunExecutor(planner, toolExecutor(audit), subagents, egress);
  return { sut, provider, store, clock, registry };
}

export function resolvedModel(ref: string, provider: ResolvedModel['provider']): ResolvedModel {
  const [providerName = '', modelId = ''] = ref.split('/');
  return { ref, providerName, modelId, contextWindow: 8_000, maxTokens: undefined, input: ['text'], provider };
}

/** The state of a stateless run of an agent, `main` with nothing set unless overridden. */
export function runState(overrides: Partial<RunState> = {}, agent = resolvedAgent()): RunState {
  return {
    id: 'run_1',
    session: { key: 'agent:main:openai:1', kind: 'fresh' },
    signal: new AbortController().signal,
    ...rootBounds({ agent }),
    ...overrides,
  };
}
