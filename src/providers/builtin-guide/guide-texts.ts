import type { LiveTopic } from './guide-question.js';

export const signature =
  'I am the built-in guide, not a language model: I look things up in the documentation of this gateway and quote them.';

const ollamaConfig = `models: { providers: { ollama: { baseUrl: "http://127.0.0.1:11434/v1", models: [{ id: "llama3.3" }] } } },
agents: { defaults: { model: "ollama/llama3.3" } },`;

const openaiConfig = `models: { providers: { openai: { baseUrl: "https://api.openai.com/v1", apiKey: "\${OPENAI_API_KEY}", models: [{ id: "gpt-4o" }] } } },
agents: { defaults: { model: "openai/gpt-4o" } },`;

export const connectText = `The short way: with no provider configured, start Ollama (or LM Studio, llama-server, vLLM) on its usual port, or set OPENAI_API_KEY, and restart the gateway. It finds the model by itself and names it at the start.

The explicit way is to merge these lines into openclaw.json in the state directory, or into config/openclaw.json5; where the file has a section such as \`agents\` already, add to that one. For Ollama:

\`\`\`json5
${ollamaConfig}
\`\`\`

For OpenAI:

\`\`\`json5
${openaiConfig}
\`\`\``;

export const welcomeText = `Hello! The gateway works: your request went through authentication, the agent, a session and back.

To talk to a real model, start Ollama or set OPENAI_API_KEY and restart the gateway; it finds them while no provider is configured. Or merge these lines into config/openclaw.json5, for Ollama (for OpenAI, ask me “How do I connect OpenAI?”):

\`\`\`json5
${ollamaConfig}
\`\`\`

Until then, try:

- “What does publicMode do?”
- “What time is it?”, which calls a tool
- “Remember that my favourite colour is green”, then “What is my favourite colour?”, both with the same \`user\` in the request`;

export const rememberText =
  'What you say stays in the session as long as requests carry the same `user` (or the same `x-openclaw-session-key` header); without either, each request stands alone. Ask “What did I say?” to see it.';

export const missingToolTexts: Record<LiveTopic, string> = {
  session:
    'That takes the tool `session_status`, which I cannot call in this request: the agent does not have it, or the request forbids tool calls.',
  gateway:
    'That takes the tool `gateway`, which I cannot call in this request: it is for owners only, and the agent must have it and the request allow tool calls.',
};
