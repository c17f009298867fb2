import { join } from 'node:path';
import type { ClientCommand } from '../clients/run-client.js';

const program = join(import.meta.dirname, 'node_modules', 'openclaw', 'openclaw.mjs');

/** Where a gateway is, and what lets a client in. */
export interface GatewayAddress {
  /** `ws://host:port`. */
  url: string;
  port: number;
  token: string;
}

/**
 * A command of the openclaw package. `args` are taken as they are: commands with `--url` and `--token` get them by
 * `gatewayFlags`, the others find the gateway in their environment. `home` stands for the user's home directory.
 */
export function openclawCommand(args: readonly string[], address: GatewayAddress, home: string): ClientCommand {
  return {
    program: process.execPath,
    args: [program, ...args],
    directory: home,
    environment: args.includes('--url') ? usual(address, home) : { ...usual(address, home), ...named(address) },
  };
}

export function gatewayFlags({ url, token }: GatewayAddress): string[] {
  return ['--url', url, '--token', token];
}

/** An environment in which the client leaves nothing behind and reaches nothing but the gateway. */
function usual({ port }: GatewayAddress, home: string): Record<string, string> {
  const nobody = 'http://127.0.0.1:9';
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: home,
    NO_COLOR: '1',
    // Without it the terminal client looks for programs to download.
    OPENCLAW_OFFLINE: '1',
    // It would write its log to a fixed place outside its home.
    OPENCLAW_LOG_LEVEL: 'silent',
    // Some commands also ask the gateway of this machine, which must not be one that somebody really uses.
    OPENCLAW_GATEWAY_PORT: String(port),
    HTTP_PROXY: nobody,
    HTTPS_PROXY: nobody,
    NO_PROXY: '127.0.0.1',
  };
}

function named({ url, token }: GatewayAddress): Record<string, string> {
  return { OPENCLAW_GATEWAY_URL: url, OPENCLAW_GATEWAY_TOKEN: token };
}
