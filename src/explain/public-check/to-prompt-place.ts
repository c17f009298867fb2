import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { AgentsConfig } from '../../config/agents.config.js';
import type { PromptSection } from '../../prompt/build-prompt.js';

/** What somebody has to change who wants another text in a part of an agent's prompt. */
export function toPromptPlace(
  part: PromptSection['name'],
  { id }: Pick<ResolvedAgent, 'id'>,
  { list }: Pick<AgentsConfig, 'list'>,
): string {
  const own = list.find((agent) => agent.id === id);
  switch (part) {
    case 'identity':
      return `agents.list[${id}].name`;
    case 'instructions':
      return own?.systemPrompt === undefined ? 'agents.defaults.systemPrompt' : `agents.list[${id}].systemPrompt`;
    case 'notes':
      return 'a file of its workspace such as SOUL.md';
    case 'tools':
    case 'skills':
    case 'runtime':
    case 'client':
      return `part ${part}`;
  }
}
