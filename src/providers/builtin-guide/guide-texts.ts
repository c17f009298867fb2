import type { LiveTopic } from './guide-question.js';

export const signature =
  'I am the built-in guide, not a language model: I look things up in the documentation of this gateway and quote them.';

const gatewayConfig = `gateway: {
    auth: { rateLimit: {} },
    http: { endpoints: { chatCompletions: { enabled: true }, responses: { enabled: true } } },
  },`;

/** The whole file: the starter's gateway section is in it, because the file replaces the starter. */
const openaiFile = `\`\`\`json5
{
  ${gatewayConfig}
  models: {
    providers: {
      openai: {
        apiKey: '\${OPENAI_API_KEY:-}',
        models: [{ id: 'gpt-5.4-mini', input: ['text', 'image'] }],
      },
    },
  },
  agents: { defaults: { model: 'openai/gpt-5.4-mini' } },
}
\`\`\``;

const ollamaFile = `\`\`\`json5
{
  ${gatewayConfig}
  models: { providers: { ollama: { baseUrl: 'http://127.0.0.1:11434/v1' } } },
  agents: { defaults: { model: 'ollama/llama3.3' } },
}
\`\`\``;

const place =
  'save this as the whole file openclaw.json in the state directory (~/.local/state/openclaw-gateway), add the agents you need, and restart once';

const detection =
  'With no provider configured, start Ollama on its usual port or set OPENAI_API_KEY, and restart the gateway: it finds the model by itself.';

/** What comes before a file. */
export const connectLead = `${detection} To decide yourself, ${place}:`;

/** A whole file for the model that the question names: Ollama where it is about a local one, else OpenAI. */
export function connectFile(question: string): string {
  const isLocal = /ollama|llama|lm studio|vllm|local/i.test(question);
  return isLocal ? ollamaFile : openaiFile;
}

export const welcomeText = `Hello! The gateway works: your request went through authentication, the agent, a session and back.

A real model takes one step more. ${detection} Or, for OpenAI, ${place} (for a local model, ask me “How do I connect Ollama?”):

${openaiFile}

Until then, try:

- “What does publicMode do?”
- “What time is it?”, which calls a tool
- “Remember that my favourite colour is green”, then “What is my favourite colour?”, both in one conversation: in \`openclaw chat\`, or with the same \`user\` in the request`;

export const thanksText = 'You are welcome. Ask me whatever you like about this gateway.';

export const introductionText =
  'I answer for agents without another model. Ask “How do I connect a model?” to give them one, or anything about this gateway.';

export const rememberText =
  'What you say stays in the session: in `openclaw chat` and `openclaw agent` by itself, over HTTP as long as requests carry the same `user` (or the same `x-openclaw-session-key` header); without either, each request stands alone. Ask “What did I say?” to see it.';

export const missingToolTexts: Record<LiveTopic, string> = {
  session:
    'That takes the tool `session_status`, which I cannot call in this request: the agent does not have it, or the request forbids tool calls.',
  gateway:
    'That takes the tool `gateway`, which I cannot call in this request: it is for owners only, and the agent must have it and the request allow tool calls.',
};
