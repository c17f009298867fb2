import type { Message, ToolDefinition } from '../common/conversation.js';
import type { PromptSection } from '../prompt/build-prompt.js';
import type { ModelRequest } from '../providers/provider.port.js';
import type { ResolvedModel } from '../providers/resolved-model.js';
import type { OpenSession } from '../sessions/sessions.service.js';
import type { ToolDecision } from '../tools/policy/tool-policy.js';
import type { Tool } from '../tools/tool.port.js';
import type { WorkspaceScope } from '../workspace/workspace-storage.port.js';

/** Everything that is decided before the first model call: what a run does, and what is told of it without running it. */
export interface RunPlan {
  models: readonly [ResolvedModel, ...ResolvedModel[]];
  /** What the rules say of every tool. */
  decisions: readonly ToolDecision[];
  /** The kept ones: named in the prompt, sent upstream, accepted at dispatch. */
  ownTools: readonly Tool[];
  /** The own tools and those of the client, as the model sees them. */
  toolDefinitions: readonly ToolDefinition[];
  prompt: readonly PromptSection[];
  session: OpenSession;
  files: WorkspaceScope;
  /** What one model is asked; `output` is what the run has added so far. */
  requestFor(model: ResolvedModel, output: readonly Message[]): Omit<ModelRequest, 'model'>;
}
