import { compatModes } from './compat-mode.js';
import type { CompatMode } from './compat-mode.js';
import { NamedKeyConfig } from './keys.config.js';
import { OwnerAssertionConfig } from './owner-assertion.config.js';
import { AuditConfig } from './audit.config.js';
import { EgressConfig } from './egress.config.js';
import { agentId } from './settings/name-types.js';
import { bindHost, headerName, ipAddressOrRange, origin } from './settings/network-types.js';
import { size } from './settings/quantities.js';
import { Setting } from './settings/setting.decorator.js';
import { boolean, integer, listOf, mapOf, name, oneOf, section, text } from './settings/setting-types.js';

const oneWeekMs = 7 * 86_400_000;

export class RateLimitConfig {
  @Setting({
    type: integer({ min: 1, max: 1_000_000 }),
    description: 'Wrong credentials that one client may send within the window.',
  })
  maxAttempts = 10;

  @Setting({ type: integer({ min: 1, max: oneWeekMs }), description: 'Length of the window in milliseconds.' })
  windowMs = 60_000;

  @Setting({
    type: integer({ min: 1, max: oneWeekMs }),
    description: 'How long a client is locked out, in milliseconds.',
  })
  lockoutMs = 300_000;

  @Setting({
    type: boolean,
    description: 'Do not limit clients on this host. Void for requests that carry a forwarding header.',
  })
  exemptLoopback = false;
}

export class TrustedProxyConfig {
  @Setting({
    type: headerName,
    description: 'The header that names the user, e.g. `x-forwarded-user`.',
    required: true,
  })
  userHeader: string;

  @Setting({ type: listOf(headerName), description: 'Headers that must be present too.' })
  requiredHeaders: string[] = [];

  @Setting({ type: listOf(name), description: 'Users that may call. Empty: every user that the proxy names.' })
  allowUsers: string[] = [];
}

const authModes = ['token', 'password', 'trusted-proxy', 'none'] as const;
export type AuthMode = (typeof authModes)[number];

export class AuthConfig {
  @Setting({
    type: oneOf(authModes),
    description: 'How callers prove themselves. `none` is taken on loopback only.',
    absentMeans: 'what is set decides; nothing set: a token is made',
  })
  mode?: AuthMode;

  @Setting({
    type: text,
    secret: true,
    description: 'The token; else `OPENCLAW_GATEWAY_TOKEN`. Empty counts as unset.',
  })
  token?: string;

  @Setting({
    type: text,
    secret: true,
    description: 'The password; else `OPENCLAW_GATEWAY_PASSWORD`. Empty counts as unset.',
  })
  password?: string;

  @Setting({
    type: section(() => RateLimitConfig),
    description: 'Limit of failed authentication.',
    absentMeans: 'no limit',
  })
  rateLimit?: RateLimitConfig;

  @Setting({ type: section(() => TrustedProxyConfig), description: 'For `mode: "trusted-proxy"`.' })
  trustedProxy?: TrustedProxyConfig;

  @Setting({
    type: listOf(section(() => NamedKeyConfig)),
    description: 'Named keys beside the shared credential, which can do less; `openclaw token create` makes others.',
  })
  keys: NamedKeyConfig[] = [];

  @Setting({
    type: section(() => OwnerAssertionConfig),
    description: 'Lets front ends sign requests of the owner that they send with a key that is not the owner’s.',
    absentMeans: 'off',
  })
  ownerAssertion?: OwnerAssertionConfig;
}

const largestBody = {
  type: size({ min: 1024, max: 512 * 1024 ** 2 }),
  description: 'The largest request body; a larger one is answered with 413.',
};

export class ImagesConfig {
  @Setting({
    type: boolean,
    description:
      'Take `http(s)` image URLs too and pass them on to the model provider, which fetches them; the gateway itself does not. When false only data URIs are taken.',
  })
  allowUrl = false;
}

export class ChatCompletionsEndpointConfig {
  @Setting({ type: boolean, description: 'Serve `POST /v1/chat/completions`.' })
  enabled = false;

  @Setting(largestBody)
  maxBodyBytes = 20_000_000;

  @Setting({ type: section(() => ImagesConfig), description: 'Images in messages.' })
  images: ImagesConfig = new ImagesConfig();
}

const responsesDialects = ['openai', 'openresponses'] as const;
export type ResponsesDialectName = (typeof responsesDialects)[number];

export class ResponsesEndpointConfig {
  @Setting({ type: boolean, description: 'Serve `POST /v1/responses`.' })
  enabled = false;

  @Setting(largestBody)
  maxBodyBytes = 20_000_000;

  @Setting({ type: section(() => ImagesConfig), description: 'Images in the input.' })
  images: ImagesConfig = new ImagesConfig();

  @Setting({
    type: oneOf(responsesDialects),
    description:
      'Names of the streamed events of reasoning: `response.reasoning_text.delta` (`openai`) or `response.reasoning.delta` (`openresponses`).',
  })
  dialect: ResponsesDialectName = 'openai';
}

/** Served where chat completions or responses are. */
export class EmbeddingsEndpointConfig {
  @Setting({
    type: size({ min: 1024, max: 512 * 1024 ** 2 }),
    description: 'The largest body of `POST /v1/embeddings`; a larger one is answered with 413.',
  })
  maxBodyBytes = 20_000_000;
}

export class OperatorEndpointConfig {
  @Setting({
    type: boolean,
    description: 'Serve `/v1/sessions` and `/v1/runs`, by which the owner looks after sessions and runs.',
  })
  enabled = true;
}

export class EndpointsConfig {
  @Setting({ type: section(() => ChatCompletionsEndpointConfig), description: 'The Chat Completions endpoint.' })
  chatCompletions: ChatCompletionsEndpointConfig = new ChatCompletionsEndpointConfig();

  @Setting({ type: section(() => ResponsesEndpointConfig), description: 'The Responses endpoint.' })
  responses: ResponsesEndpointConfig = new ResponsesEndpointConfig();

  @Setting({
    type: section(() => EmbeddingsEndpointConfig),
    description: 'The Embeddings endpoint, which is served where one of the other two is.',
  })
  embeddings: EmbeddingsEndpointConfig = new EmbeddingsEndpointConfig();

  @Setting({ type: section(() => OperatorEndpointConfig), description: 'Sessions and runs, for the owner.' })
  operator: OperatorEndpointConfig = new OperatorEndpointConfig();
}

export class HttpConfig {
  @Setting({ type: section(() => EndpointsConfig), description: 'Which endpoints are served.' })
  endpoints: EndpointsConfig = new EndpointsConfig();

  @Setting({
    type: mapOf('model', name, agentId),
    description:
      'Further `model` names that callers may send, each with the agent that answers: `{ "gpt-4o": "main" }`.',
  })
  modelAliases: Record<string, string> = {};

  @Setting({
    type: oneOf(compatModes),
    description:
      'Request fields without effect here, unknown ones and harmless ones such as `store`: `lenient` accepts them, `warn` also names them in a response header, `strict` refuses them.',
  })
  compat: CompatMode = 'warn';
}

export class WsConfig {
  @Setting({ type: integer({ min: 1, max: 100_000 }), description: 'WebSocket connections at the same time.' })
  maxConnections = 4_096;

  @Setting({
    type: integer({ min: 1, max: 100_000 }),
    description: 'WebSocket connections at the same time from one client address.',
  })
  maxConnectionsPerClient = 1_024;

  @Setting({
    type: size({ min: 64 * 1024, max: 512 * 1024 ** 2 }),
    description: 'What a WebSocket client may leave unread; one that leaves more is disconnected.',
  })
  maxBufferedBytes = 8 * 1024 ** 2;
}

const bindModes = ['loopback', 'lan', 'custom'] as const;
export type BindMode = (typeof bindModes)[number];

export class GatewayConfig {
  @Setting({
    type: integer({ min: 0, max: 65_535 }),
    description:
      'TCP port; 0 takes a free one. `--port` and `OPENCLAW_GATEWAY_PORT` come first. A change needs a restart.',
  })
  port = 18_789;

  @Setting({
    type: oneOf(bindModes),
    description:
      'Where to listen: `loopback` 127.0.0.1, `lan` every IPv4 address, `custom` the address in `customBindHost`. Anything but loopback needs authentication. A change needs a restart.',
  })
  bind: BindMode = 'loopback';

  @Setting({ type: bindHost, description: 'The address for `bind: "custom"`. A change needs a restart.' })
  customBindHost?: string;

  @Setting({ type: section(() => AuthConfig), description: 'Who may call.' })
  auth: AuthConfig = new AuthConfig();

  @Setting({
    type: listOf(ipAddressOrRange),
    description: 'Addresses or CIDR ranges of reverse proxies whose forwarded and identity headers are believed.',
  })
  trustedProxies: string[] = [];

  @Setting({
    type: listOf(origin),
    description: 'Browser origins that may call, such as `https://panel.example`. Empty: none but the gateway itself.',
  })
  allowedOrigins: string[] = [];

  @Setting({ type: section(() => HttpConfig), description: 'The HTTP API.' })
  http: HttpConfig = new HttpConfig();

  @Setting({ type: section(() => WsConfig), description: 'The WebSocket protocol.' })
  ws: WsConfig = new WsConfig();

  @Setting({ type: section(() => AuditConfig), description: 'The audit log.' })
  audit: AuditConfig = new AuditConfig();

  @Setting({ type: section(() => EgressConfig), description: 'What is sent to model providers for public agents.' })
  egress: EgressConfig = new EgressConfig();

  @Setting({
    type: integer({ min: 1, max: 100_000 }),
    description: 'Runs at the same time over all agents; more wait, as far as `maxQueuedRuns` allows.',
  })
  maxConcurrentRuns = 256;

  @Setting({
    type: integer({ min: 0, max: 100_000 }),
    description: 'Runs that may wait for their turn, the agents taking turns; more are answered with 429.',
  })
  maxQueuedRuns = 64;

  @Setting({
    type: integer({ min: 0, max: 3_600 }),
    description: 'Seconds that running work may take to finish after SIGTERM.',
  })
  drainSeconds = 30;
}
