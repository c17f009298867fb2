import { Socket } from 'node:net';
import type { Clock } from '../../src/common/clock.js';
import { LiveValue } from '../../src/config/live-value.js';
import { ToolsConfig, WebFetchConfig } from '../../src/config/tools.config.js';
import type { HostResolver } from '../../src/tools/web/host-resolver.js';
import { dialAny } from '../../src/tools/web/pinned-client.js';
import { canonicalAddress } from '../../src/tools/web/public-address.js';
import { WebPageFetcher } from '../../src/tools/web/web-page-fetcher.js';
import { FakeClock } from './fake-clock.js';

/** Answers in turn for each name, and at the end again and again with the last answer. */
export class ScriptedResolver implements HostResolver {
  readonly asked: string[] = [];

  constructor(private readonly answers: Record<string, string[][]>) {}

  resolve(hostName: string): Promise<string[]> {
    const times = this.asked.filter((name) => name === hostName).length;
    this.asked.push(hostName);
    const answers = this.answers[hostName] ?? [];
    const addresses = answers[times] ?? answers.at(-1);
    return addresses ? Promise.resolve(addresses) : Promise.reject(new Error('ENOTFOUND 10.0.0.53'));
  }
}

export interface FetcherSetup {
  sut: WebPageFetcher;
  /** Every set of addresses that a connection was opened to. */
  dialled: string[][];
}

export interface FetcherOptions {
  settings?: Partial<WebFetchConfig>;
  resolver?: HostResolver;
  ownAddresses?: string[];
  /** Default: one that stands still, so that a busy machine meets no time limit. */
  clock?: Clock;
}

/** Connects really within this machine, and to nothing else: such connections fail, and are noted all the same. */
export function webPageFetcher(options: FetcherOptions = {}): FetcherSetup {
  const dialled: string[][] = [];
  const webFetch = Object.assign(new WebFetchConfig(), options.settings);
  const sut = new WebPageFetcher({
    section: new LiveValue(Object.assign(new ToolsConfig(), { webFetch })),
    clock: options.clock ?? new FakeClock(),
    resolver: options.resolver ?? new ScriptedResolver({}),
    ownAddresses: () => options.ownAddresses ?? [],
    dial: (addresses, port) => {
      dialled.push([...addresses]);
      return addresses.every(isLoopback) ? dialAny(addresses, port) : unreachable();
    },
  });
  return { sut, dialled };
}

function isLoopback(address: string): boolean {
  const canonical = canonicalAddress(address) ?? '';
  return canonical === '::1' || canonical === '0.0.0.0' || canonical === '::' || canonical.startsWith('127.');
}

function unreachable(): Socket {
  const socket = new Socket();
  setImmediate(() => socket.destroy(new Error('unreachable in tests')));
  return socket;
}
