import type { GuidePage } from './guide-pages.js';
import { markdownSections, type MarkdownBlock, type MarkdownSection } from './markdown-sections.js';

/** A piece of a page small enough to quote whole. */
export interface GuidePassage {
  /** The page's path, e.g. `docs/security.md`. */
  page: string;
  title: string;
  /** Headings from below the page's title down to the passage; empty for the page's opening. */
  headings: string[];
  text: string;
}

/** Characters; a code block, with the paragraph before it, stays whole beyond it. */
const passageLength = 1200;

/** The page's title and its passages, one or several for each heading that has text of its own. */
export function passagesOf(page: GuidePage): GuidePassage[] {
  const sections = markdownSections(page.markdown);
  const title = titleOf(page);
  const path: MarkdownSection[] = [];
  return sections.flatMap((section) => {
    while ((path.at(-1)?.depth ?? 0) >= section.depth && path.length > 0) path.pop();
    path.push(section);
    const headings = path.filter((each) => each.depth > 1).map((each) => plainText(each.heading));
    return quotableTexts(section.blocks).map((text) => ({ page: page.path, title, headings, text }));
  });
}

/** The page's first heading, or its path where it has none. */
export function titleOf(page: GuidePage): string {
  const first = markdownSections(page.markdown).find((section) => section.heading !== '');
  return first ? plainText(first.heading) : page.path;
}

function quotableTexts(blocks: MarkdownBlock[]): string[] {
  const texts: string[] = [];
  for (const block of blocks) {
    const text = block.code ? block.text : plainText(block.text);
    const last = texts.at(-1);
    if (text === '') continue;
    if (last !== undefined && (block.code || last.length + text.length < passageLength)) {
      texts[texts.length - 1] = `${last}\n\n${text}`;
    } else texts.push(text);
  }
  return texts;
}

const htmlTags =
  /<\/?(?:a|b|br|center|code|details|div|em|h[1-6]|i|img|kbd|p|picture|source|strong|sub|summary|sup)\b[^>]*>/gi;

/** Markdown without what is noise outside of a renderer; code spans, lists and tables stay as they are. */
function plainText(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .split(/(`[^`]*`)/)
    .map((part, position) => (position % 2 === 1 ? part : withoutMarkup(part)))
    .join('')
    .trim();
}

function withoutMarkup(text: string): string {
  return text.replace(htmlTags, '').replace(/\*\*(?=\S)([^*]+)\*\*/g, '$1');
}
