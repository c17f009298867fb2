import { parseArgs } from 'node:util';
import type { ConfigProblem } from './config-problem.js';
import type { Environment } from './environment.js';
import type { GatewayConfig } from './gateway.config.js';
import { describeFound } from './settings/describe-found.js';

/** Where the gateway listens. Port 0 takes a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface ListenDecision {
  address: ListenAddress;
  problems: ConfigProblem[];
}

/** `--port` > `OPENCLAW_GATEWAY_PORT` > `gateway.port`; an invalid one is a problem even when another comes first. */
export function resolveListenAddress(
  gateway: GatewayConfig,
  environment: Environment,
  argv: readonly string[] = [],
): ListenDecision {
  const problems: ConfigProblem[] = [];
  const fromArgument = readPort('--port', portArgument(argv), problems);
  const fromEnvironment = readPort('OPENCLAW_GATEWAY_PORT', environment.get('OPENCLAW_GATEWAY_PORT'), problems);
  const port = fromArgument ?? fromEnvironment ?? gateway.port;
  return { address: { host: bindHost(gateway, problems), port }, problems };
}

/** Whether only this host can reach an address. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/i.test(host);
}

/** Whether an address stands for every network of the machine: one can listen on it, and not connect to it. */
export function isUnspecifiedHost(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** Other arguments are judged elsewhere. An option without a value is an empty string, which is no port. */
function portArgument(argv: readonly string[]): string | undefined {
  const { values } = parseArgs({ args: [...argv], options: { port: { type: 'string' } }, strict: false });
  return values.port === undefined ? undefined : typeof values.port === 'string' ? values.port : '';
}

function readPort(path: string, written: string | undefined, problems: ConfigProblem[]): number | undefined {
  if (written === undefined) return undefined;
  const port = /^\d{1,5}$/.test(written.trim()) ? Number(written) : Number.NaN;
  if (port <= 65_535) return port;
  problems.push({ path, found: describeFound(written, false), allowed: 'a whole number from 0 to 65535' });
  return undefined;
}

function bindHost(gateway: GatewayConfig, problems: ConfigProblem[]): string {
  switch (gateway.bind) {
    case 'loopback':
      return '127.0.0.1';
    case 'lan':
      return '0.0.0.0';
    case 'custom':
      return gateway.customBindHost ?? missingHost(problems);
  }
}

function missingHost(problems: ConfigProblem[]): string {
  problems.push({
    path: 'gateway.customBindHost',
    found: 'nothing',
    allowed: 'the address to listen on, because gateway.bind is "custom"',
  });
  return '127.0.0.1';
}
