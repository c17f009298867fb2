import type { ToolDefinition, UserMessage } from '../../src/common/conversation.js';
import type { GuidePage } from '../../src/providers/builtin-guide/guide-pages.js';
import type { ModelRequest } from '../../src/providers/provider.port.js';

export const guidePages: GuidePage[] = [
  {
    path: 'README.md',
    markdown: [
      '# OpenClaw gateway',
      'An agent gateway that speaks the Chat Completions protocol.',
      '## Quick start',
      'Run it:',
      '```bash\n# start the gateway\nnpm ci && npm start\n```',
      '## Connect Ollama',
      'Point the provider at the Ollama server and restart.',
    ].join('\n\n'),
  },
  {
    path: 'docs/security.md',
    markdown: [
      '# Security',
      'The credential is **operator access**.',
      '## Public agents',
      'With `publicMode` the prompt holds no [host facts](privacy.md).',
      '### Limits',
      'It is not a sandbox.',
      '## Rate limit',
      'Too many failures answer 429 with `Retry-After`.',
    ].join('\n\n'),
  },
];

export function user(text: string): UserMessage {
  return { role: 'user', content: [{ type: 'text', text }] };
}

export function tool(
  name: string,
  parameters: Record<string, unknown> = { type: 'object', properties: {} },
): ToolDefinition {
  return { name, description: `The tool ${name}`, parameters };
}

export function modelRequest(overrides: Partial<ModelRequest> = {}): ModelRequest {
  return { model: 'guide', system: '', messages: [user('hi')], tools: [], options: {}, ...overrides };
}
