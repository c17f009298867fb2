import type { Dispatcher } from 'undici';
import { DeadlineError, withDeadline } from '../../common/abort.js';
import type { Clock } from '../../common/clock.js';
import type { ToolsSection } from '../../config/config-sections.js';
import type { WebFetchConfig } from '../../config/tools.config.js';
import { userAgent } from '../../common/user-agent.js';
import {
  type FetchedPage,
  type PageFetchOptions,
  PageFetchError,
  type PageFetcher,
} from '../pages/page-fetcher.port.js';
import { HtmlToReadable } from './html-to-readable.js';
import { mapFetchFault } from './map-fetch-fault.js';
import { type Dial, openPinnedClient } from './pinned-client.js';
import { acceptedEncodings } from './read-body.js';
import { headerOf, readPage } from './read-page.js';
import { type GuardOptions, TargetGuard } from './target-guard.js';

const mostRedirects = 5;
const redirectStatuses = [301, 302, 303, 307, 308];
const longestAddress = 8_000;
const requestHeaders = {
  'user-agent': userAgent,
  accept: 'text/html, text/*;q=0.9, application/json;q=0.9, application/xml;q=0.8, */*;q=0.1',
  'accept-encoding': acceptedEncodings,
};

export interface WebPageFetcherOptions extends GuardOptions {
  section: ToolsSection;
  clock: Clock;
  dial: Dial;
}

/** What holds for one fetch, all its redirects included. */
interface Fetch {
  settings: WebFetchConfig;
  maxCharacters: number;
  signal: AbortSignal;
}

type Hop = { redirect: URL } | { page: FetchedPage };

/** Fetches with GET, without cookies or a proxy; each address on the way is judged, and only what was judged is connected to. */
export class WebPageFetcher implements PageFetcher {
  private readonly guard: TargetGuard;
  private readonly html: HtmlToReadable;

  constructor(private readonly options: WebPageFetcherOptions) {
    this.guard = new TargetGuard(options);
    this.html = new HtmlToReadable(options.clock);
  }

  async fetch(address: string, { maxCharacters, signal: caller }: PageFetchOptions): Promise<FetchedPage> {
    const settings = this.options.section.current.webFetch;
    const deadline = { clock: this.options.clock, seconds: settings.timeoutSeconds, signal: caller };
    try {
      return await withDeadline(deadline, (signal) =>
        this.follow(parseAddress(address), { settings, maxCharacters, signal }),
      );
    } catch (error) {
      caller.throwIfAborted();
      if (error instanceof DeadlineError)
        throw new PageFetchError(`The page took longer than ${error.seconds} seconds.`);
      throw mapFetchFault(error);
    }
  }

  private async follow(start: URL, fetch: Fetch): Promise<FetchedPage> {
    let url = start;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const hop = await this.hop(url, fetch);
      if ('page' in hop) return hop.page;
      url = hop.redirect;
    }
    throw new PageFetchError(`The address redirects more than ${mostRedirects} times.`);
  }

  private async hop(url: URL, fetch: Fetch): Promise<Hop> {
    const { settings, signal } = fetch;
    const addresses = await this.guard.judge(url, settings.allowPrivateHosts, signal);
    const client = openPinnedClient({ url, addresses }, this.options.dial, signal);
    try {
      const path = url.pathname + url.search;
      const response = await client.request({ method: 'GET', path, headers: requestHeaders, signal });
      // Unread bodies end with the connection, and that is nobody's failure.
      response.body.on('error', () => undefined);
      return await this.outcome(url, response, fetch);
    } finally {
      await client.destroy();
    }
  }

  private async outcome(url: URL, response: Dispatcher.ResponseData, fetch: Fetch): Promise<Hop> {
    const { statusCode: status, headers } = response;
    const location = headerOf(headers.location);
    if (redirectStatuses.includes(status) && location !== '') return { redirect: parseAddress(location, url) };
    if (status < 200 || status > 299) throw new PageFetchError(`The host answered with status ${status}.`);
    const readable = await readPage(response, this.html, { ...fetch, maxBytes: fetch.settings.maxBytes });
    return { page: { url: url.href, status, ...readable } };
  }
}

function parseAddress(address: string, base?: URL): URL {
  const url = address.length > longestAddress ? null : URL.parse(address, base?.href);
  if (url) return url;
  throw new PageFetchError(
    base
      ? 'The address redirects to something that is no web address.'
      : 'This is no web address. Give a whole one, such as https://example.com/page.',
  );
}
