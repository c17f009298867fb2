import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AgentResolverService } from './agents/agent-resolver.service.js';
import type { ResolvedAgent } from './agents/resolved-agent.js';
import type { EffectiveAuth } from './config/auth-credentials.js';
import type { LoadedConfiguration } from './config/load-configuration.js';
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
  const url = urlOf(app.getHttpServer().address() as AddressInfo);
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

/** An address that a client on this machine can use: the unspecified one is none. */
export function urlOf({ address, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
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

/** Only the proxy can call in trusted-proxy mode, so there is nothing to try from here. */
function tryLines(url: string, auth: EffectiveAuth): string[] {
  if (auth.mode === 'trusted-proxy') return [];
  const authorization = auth.mode === 'none' ? '' : `-H "Authorization: Bearer ${shellCredential(auth)}" `;
  const curl = (flags: string, extra: string): string =>
    `curl ${flags} ${url}/v1/chat/completions ${authorization}-H 'Content-Type: application/json' ` +
    `-d '{"model":"openclaw",${extra}"messages":[{"role":"user","content":"hi"}]}'`;
  return ['', `Try it${conditionOf(auth)}, whole or as a stream:`, curl('-sS', ''), curl('-sSN', '"stream":true,')];
}

type SecretAuth = Extract<EffectiveAuth, { secret: string }>;

/** What a shell replaces by the credential, within double quotes. */
function shellCredential(auth: SecretAuth): string {
  if (auth.mode === 'password') return '$OPENCLAW_GATEWAY_PASSWORD';
  return auth.tokenPath === undefined ? '$OPENCLAW_GATEWAY_TOKEN' : `$(cat ${shellQuoted(auth.tokenPath)})`;
}

function shellQuoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

function conditionOf(auth: EffectiveAuth): string {
  if (auth.mode === 'token' && auth.tokenPath === undefined) return ' (with the token in OPENCLAW_GATEWAY_TOKEN)';
  return auth.mode === 'password' ? ' (with the password in OPENCLAW_GATEWAY_PASSWORD)' : '';
}
