import type { ToolDefinition } from '../common/conversation.js';
import type { Skill } from '../skills/skill.js';
import type { ToolSet } from '../tools/tool-catalog.service.js';
import type { Tool } from '../tools/tool.port.js';
import type { WorkspaceScope } from '../workspace/workspace-storage.port.js';

/** What a run may use. */
export interface RunResources extends Readonly<ToolSet> {
  /** The kept ones: named in the prompt, sent upstream, accepted at dispatch. */
  ownTools: readonly Tool[];
  /** The own tools and those of the client, as the model sees them. */
  toolDefinitions: readonly ToolDefinition[];
  skills: readonly Skill[];
  files: WorkspaceScope;
}
