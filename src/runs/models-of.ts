import type { AgentModels } from '../providers/model-registry.service.js';
import type { RunRequest } from './run-request.js';

/** The models that a run may ask: the one that was chosen for it, else those of its agent. */
export function modelsOf({ agent, model }: Pick<RunRequest, 'agent' | 'model'>): AgentModels {
  return model === undefined ? agent.model : { primary: model, fallbacks: [] };
}
