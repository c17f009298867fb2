// Runs as a thread of its own, also straight from this file: only erasable types, and no import of the project's files.
import { parentPort, workerData } from 'node:worker_threads';
import { type FormatCallback, type HtmlToTextOptions, compile } from 'html-to-text';

interface Task {
  html: string;
  maxCharacters: number;
}

/** Elements that are not what a page has to say. */
const left = [
  'nav',
  'footer',
  'noscript',
  'template',
  'svg',
  'iframe',
  'button',
  'select',
  'textarea',
  'dialog',
  'img',
];
const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const longestLink = 300;

const heading: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 2 });
  builder.addInline(`${'#'.repeat(Number(element.name?.slice(1) ?? 1))} `);
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 2 });
};

const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(' | ');
};

/** Links that lead somewhere, and not such as carry their content with them. */
function compactLink(path: string): string {
  return /^\s*(?!https?:)[a-z][a-z0-9+.-]*:/i.test(path) || path.length > longestLink ? '' : path;
}

const options: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxDepth: 200 },
  formatters: { heading, cell },
  selectors: [
    ...left.map((selector) => ({ selector, format: 'skip' })),
    ...headings.map((selector) => ({ selector, format: 'heading' })),
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, pathRewrite: compactLink } },
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
  ],
};

function titleOf(html: string): string | undefined {
  const raw = /<title(?:\s[^>]{0,200})?>([^<]{1,1000})/i.exec(html)?.[1];
  return raw === undefined ? undefined : compile({ wordwrap: false })(raw).replace(/\s+/g, ' ').trim();
}

const { html, maxCharacters } = workerData as Task;
const text = compile(options)(html);
parentPort?.postMessage({
  title: titleOf(html),
  text: text.slice(0, maxCharacters),
  truncated: text.length > maxCharacters,
});
