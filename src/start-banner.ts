import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AgentResolverService } from './agents/agent-resolver.service.js';
import type { ResolvedAgent } from './agents/resolved-agent.js';
import type { EffectiveAuth } from './config/auth-credentials.js';
import { curlLine } from './config/curl-line.js';
import type { LoadedConfiguration } from './config/load-configuration.js';
import { reachableUrl } from './config/reachable-url.js';
import type { FirstModel } from './providers/model-registry.service.js';
import { ModelRegistryService } from './providers/model-registry.service.js';

/**
 * What the gateway prints once it listens: where it is, how to get in, and lines to try it with. Never the credential.
 * `commands` is the line that says what commands are held to.
 */
export function startBanner(
  app: NestExpressApplication,
  { auth, config, source }: LoadedConfiguration,
  commands: string | undefined,
): string {
  const { address: host, port } = app.getHttpServer().address() as AddressInfo;
  const url = reachableUrl({ host, port });
  const models = app.get(ModelRegistryService);
  const lines = [
    `OpenClaw gateway is listening on ${url}`,
    `Configuration: ${'path' in source ? source.path : 'given as text'}`,
    ...models.summary(),
    ...modelLines(app.get(AgentResolverService).list(), (agent) => models.firstModel(agent.model)),
    ...(commands === undefined ? [] : [commands]),
    describeCredential(auth),
    ...(config.gateway.http.endpoints.chatCompletions.enabled ? tryLines(url, auth) : [disabledHint]),
  ];
  return `${lines.join('\n')}\n`;
}

const shownAgents = 5;

/** Which model answers: one line when it is the same for all agents, else one an agent, the default one first. */
export function modelLines(agents: readonly ResolvedAgent[], modelOf: (agent: ResolvedAgent) => FirstModel): string[] {
  const used = agents
    .toSorted((left, right) => Number(right.isDefault) - Number(left.isDefault))
    .map((agent) => ({ agent, model: describeModel(modelOf(agent)) }));
  if (new Set(used.map(({ model }) => model)).size === 1) return used.slice(0, 1).map(({ model }) => `Model: ${model}`);
  const lines = used.map(({ agent, model }) => `Model of ${agent.id}${agent.isDefault ? ' (default)' : ''}: ${model}`);
  const left = lines.length - shownAgents;
  return left > 0 ? [...lines.slice(0, shownAgents), `and ${left} more agents`] : lines;
}

function describeModel({ ref, problem }: FirstModel): string {
  return problem === undefined ? ref : `${ref}, which cannot be used. ${problem}`;
}

const disabledHint =
  'Chat completions are switched off; set gateway.http.endpoints.chatCompletions.enabled to true to use them.';

function describeCredential(auth: EffectiveAuth): string {
  switch (auth.mode) {
    case 'token':
      if (auth.tokenPath !== undefined) return `Token: made for you and kept in ${auth.tokenPath}`;
      return auth.source === 'environment' ? 'Token: OPENCLAW_GATEWAY_TOKEN' : 'Token: gateway.auth.token';
    case 'password':
      return auth.source === 'environment' ? 'Password: OPENCLAW_GATEWAY_PASSWORD' : 'Password: gateway.auth.password';
    case 'trusted-proxy':
      return 'Callers are known by the trusted proxy.';
    case 'none':
      return 'No authentication: every process of this machine may use the gateway.';
  }
}

function tryLines(url: string, auth: EffectiveAuth): string[] {
  const [whole, stream] = [curlLine(url, auth), curlLine(url, auth, 'stream')];
  if (whole === undefined || stream === undefined) return [];
  return ['', `Try it${conditionOf(auth)}, whole or as a stream:`, whole, stream];
}

function conditionOf(auth: EffectiveAuth): string {
  if (auth.mode === 'token' && auth.tokenPath === undefined) return ' (with the token in OPENCLAW_GATEWAY_TOKEN)';
  return auth.mode === 'password' ? ' (with the password in OPENCLAW_GATEWAY_PASSWORD)' : '';
}
