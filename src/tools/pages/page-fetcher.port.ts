import { ModelReadableError } from '../../common/model-readable.error.js';

export interface FetchedPage {
  /** Where the page was in the end, after redirects. */
  url: string;
  /** Of the answer, a success. */
  status: number;
  /** Of a web page that has one. */
  title: string | undefined;
  /** What there is to read, free of markup where it was a web page. */
  text: string;
  /** Whether the page goes on after `text`. */
  truncated: boolean;
}

export interface PageFetchOptions {
  /** UTF-16 units of text. */
  maxCharacters: number;
  signal: AbortSignal;
}

/** A page that is not to be had. The message tells nothing of the network around the gateway. */
export class PageFetchError extends ModelReadableError {}

/**
 * Gets the text of a page of the public web by its address. Nothing that is not public is contacted, whatever the address, a name
 * server or a redirect says, unless the configuration names its host.
 * @throws PageFetchError; when aborted, promptly, the reason of the signal.
 */
export interface PageFetcher {
  fetch(address: string, options: PageFetchOptions): Promise<FetchedPage>;
}
export const PageFetcher = Symbol('PageFetcher');
