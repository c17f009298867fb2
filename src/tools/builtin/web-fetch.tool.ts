import { Inject, Injectable } from '@nestjs/common';
import { limitText } from '../../common/limit-text.js';
import { wrapUntrusted } from '../../common/wrap-untrusted.js';
import { maxResultCharacters } from '../execution/limit-output.js';
import { type FetchedPage, PageFetcher } from '../pages/page-fetcher.port.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

const notice = '\n[The page is longer; the rest was left out.]';
const tag = 'web-page';
const longestTitle = 200;

interface WebFetchArguments {
  url: string;
}

/** Reads a page of the public web. */
@Injectable()
export class WebFetchTool implements Tool<WebFetchArguments> {
  readonly group = 'web';
  readonly ownerOnly = false;
  readonly sideEffects = false;
  readonly definition = {
    name: 'web_fetch',
    description: 'Read a public web page or text file by its http(s) address.',
    parameters: {
      type: 'object',
      properties: { url: { type: 'string' } },
      required: ['url'],
    },
  };

  constructor(@Inject(PageFetcher) private readonly pages: PageFetcher) {}

  async run({ url }: WebFetchArguments, { signal }: ToolContext): Promise<ToolResult> {
    return textResult(resultText(await this.pages.fetch(url, { maxCharacters: maxResultCharacters, signal })));
  }
}

/** Cut here already, so that the end of the marked part and the notice are never what is cut off. */
function resultText({ url, status, title, text, truncated }: FetchedPage): string {
  const attributes = { url, status: String(status), ...(title ? { title: limitText(title, longestTitle) } : {}) };
  const marks = wrapUntrusted({ tag, attributes, text: '' }).length + notice.length;
  const maxCharacters = maxResultCharacters - marks;
  const wrapped = wrapUntrusted({ tag, attributes, text, maxCharacters });
  return truncated || text.length > maxCharacters ? wrapped + notice : wrapped;
}
