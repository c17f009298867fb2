import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { EffectiveAuth } from './config/auth-credentials.js';
import type { LoadedConfiguration } from './config/load-configuration.js';
import { ModelRegistryService } from './providers/model-registry.service.js';

/** What the gateway prints once it listens: where it is, how to get in, and a line to try it with. */
export function startBanner(app: NestExpressApplication, { auth, config, source }: LoadedConfiguration): string {
  const { address, port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://${address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`;
  const lines = [
    `OpenClaw gateway is listening on ${url}`,
    `Configuration: ${'path' in source ? source.path : 'given as text'}`,
    ...app.get(ModelRegistryService).summary(),
    describeCredential(auth),
    ...(config.gateway.http.endpoints.chatCompletions.enabled ? tryLines(url, auth) : [disabledHint]),
  ];
  return `${lines.join('\n')}\n`;
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
  const curl = (flags: string, extra: string): string =>
    `curl ${flags} ${url}/v1/chat/completions ${authorization(auth)}-H 'Content-Type: application/json' ` +
    `-d '{"model":"openclaw",${extra}"messages":[{"role":"user","content":"hi"}]}'`;
  return ['', 'Try it, whole or as a stream:', curl('-sS', ''), curl('-sSN', '"stream":true,')];
}

function authorization(auth: EffectiveAuth): string {
  switch (auth.mode) {
    case 'token':
      return header(auth.tokenPath === undefined ? '$OPENCLAW_GATEWAY_TOKEN' : `$(cat '${auth.tokenPath}')`);
    case 'password':
      return header('$OPENCLAW_GATEWAY_PASSWORD');
    case 'trusted-proxy':
    case 'none':
      return '';
  }
}

function header(credential: string): string {
  return `-H "Authorization: Bearer ${credential}" `;
}
