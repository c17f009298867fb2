import type { Message } from '../common/conversation.js';
import type { PromptSection } from '../prompt/build-prompt.js';
import type { ModelRequest } from '../providers/provider.port.js';
import type { ResolvedModel } from '../providers/resolved-model.js';
import type { OpenSession } from '../sessions/sessions.service.js';
import type { RunResources } from './run-resources.js';

/** Everything that is decided before the first model call: what a run does, and what is told of it without running it. */
export interface RunPlan extends RunResources {
  models: readonly [ResolvedModel, ...ResolvedModel[]];
  prompt: readonly PromptSection[];
  session: OpenSession;
  /** What one model is asked; `output` is what the run has added so far. */
  requestFor(model: ResolvedModel, output: readonly Message[]): Omit<ModelRequest, 'model'>;
}
