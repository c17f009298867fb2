import JSON5 from 'json5';
import { GatewayConfig, RateLimitConfig } from '../../config/gateway.config.js';
import type { CredentialChoice, ModelChoice, ProviderChoice, SetupChoices } from './setup-choice.js';

/** The configuration file for these choices, with comments for whoever changes it later. */
export function setupConfigText({ model, mainAgent, hasPublicAgent, credential }: SetupChoices): string {
  const lines = [
    '// Made by `openclaw init`. A gateway that reads this file takes over what is saved in it; one that ran before restarts once.',
    '// docs/configuration.md explains every key; config/openclaw.example.json5 shows all of them.',
    '{',
    ...gatewayLines(credential),
    ...modelLines(model),
    '  agents: {',
    '    defaults: {',
    ...defaultModelLines(model),
    '    },',
    '    list: [',
    '      // Answers requests that name no agent.',
    ...mainAgentLines(mainAgent),
    ...(hasPublicAgent ? publicAgentLines : []),
    '    ],',
    '  },',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function gatewayLines(credential: CredentialChoice): string[] {
  return [
    '  gateway: {',
    '    // Only programs on this machine can reach it. Before changing that read docs/remote-access.md.',
    "    bind: 'loopback',",
    `    port: ${new GatewayConfig().port},`,
    '',
    '    auth: {',
    ...credentialLines(credential),
    '',
    '      // A client with too many wrong credentials within the window is locked out; times are in milliseconds.',
    `      rateLimit: { ${usualRateLimit()} },`,
    '    },',
    '',
    '    http: { endpoints: { chatCompletions: { enabled: true }, responses: { enabled: true } } },',
    '  },',
    '',
  ];
}

/** Written out, so that whoever wants other numbers sees which there are. */
function usualRateLimit(): string {
  const settings = Object.entries(new RateLimitConfig());
  return settings.map(([name, value]) => `${name}: ${String(value)}`).join(', ');
}

function credentialLines(credential: CredentialChoice): string[] {
  switch (credential) {
    case 'generated':
      return [
        '      // No token here and none in OPENCLAW_GATEWAY_TOKEN: the gateway makes one and keeps it in the state directory.',
      ];
    case 'token-variable':
      return [
        '      // The token is in OPENCLAW_GATEWAY_TOKEN; without it the gateway does not start.',
        "      mode: 'token',",
      ];
    case 'password-variable':
      return [
        '      // The password is in OPENCLAW_GATEWAY_PASSWORD; without it the gateway does not start.',
        "      mode: 'password',",
      ];
  }
}

function modelLines(model: ModelChoice): string[] {
  if (!model) {
    return [
      '  // A model server of your own, in one line:',
      '  // models: { providers: { ollama: { baseUrl: "http://127.0.0.1:11434/v1" } } },',
      '',
    ];
  }
  return ['  models: {', '    providers: {', ...providerLines(model.provider, model.modelId), '    },', '  },', ''];
}

function providerLines({ name, api, baseUrl, keyVariable }: ProviderChoice, modelId: string): string[] {
  return [
    `      ${key(name)}: {`,
    ...(api === 'openai-completions' ? [] : [`        api: ${text(api)},`]),
    ...(baseUrl === undefined ? [] : [`        baseUrl: ${text(baseUrl)},`]),
    ...(keyVariable === undefined ? [] : [`        apiKey: '\${${keyVariable}}',`]),
    `        models: [{ id: ${text(modelId)}${canSeeImages(baseUrl) ? ", input: ['text', 'image']" : ''} }],`,
    '      },',
  ];
}

/** The models that are presumed of the cloud providers can; of others nobody knows. */
function canSeeImages(baseUrl: string | undefined): boolean {
  return baseUrl === undefined;
}

function defaultModelLines(model: ModelChoice): string[] {
  if (model)
    return ['      // As <provider>/<model id>.', `      model: ${text(`${model.provider.name}/${model.modelId}`)},`];
  return [
    '      // As <provider>/<model id>. Without it the gateway looks for a model at its start, a local server or a key in the',
    '      // environment such as OPENAI_API_KEY; while there is none, the built-in guide answers, which is no language model.',
    "      // model: 'ollama/llama3.3',",
  ];
}

function mainAgentLines({ name, instructions }: SetupChoices['mainAgent']): string[] {
  const systemPrompt = instructions === '' ? [] : [`        systemPrompt: ${text(instructions)},`];
  return [
    '      {',
    "        id: 'main',",
    '        default: true,',
    `        name: ${text(name)},`,
    ...systemPrompt,
    '      },',
  ];
}

const publicAgentLines = [
  '      // Faces strangers: nothing of this host in its prompt, and callers are not the owner unless they say so.',
  "      { id: 'front-desk', publicMode: true },",
];

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name);
}

/** A literal `${` would be taken for a variable. */
function text(value: string): string {
  return JSON5.stringify(value.replaceAll('${', () => '$${'));
}
