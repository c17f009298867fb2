// Runs as a thread of its own, also straight from this file: only erasable types, and no import of the project's files.
import { parentPort, workerData } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';

interface Task {
  pdf: Uint8Array;
  maxPages: number;
  maxCharacters: number;
}

/** A few kilobytes can unpack to gigabytes, and the limits of a thread do not count the memory of buffers. */
const largestBufferBytes = 32 * 1024 * 1024;

/** From here on no buffer of this thread grows beyond the limit; what needs a larger one fails. */
function limitBuffers(): void {
  globalThis.Uint8Array = new Proxy(Uint8Array, {
    construct(target, parameters: [], newTarget: typeof Uint8Array) {
      const [size] = parameters as unknown[];
      if (typeof size === 'number' && size > largestBufferBytes)
        throw new RangeError('The document unpacks to too much.');
      return Reflect.construct(target, parameters, newTarget);
    },
  });
  // This one collects without a limit; pdf.js has an own way to unpack, which it takes in the absence of this.
  Reflect.deleteProperty(globalThis, 'DecompressionStream');
}

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;

async function textOfPage(document: Document, pageNumber: number): Promise<string> {
  const page = await document.getPage(pageNumber);
  const content = await page.getTextContent();
  page.cleanup();
  return content.items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}

async function extract(task: Task): Promise<unknown> {
  const document = await getDocumentProxy(task.pdf, { verbosity: 0 });
  const texts: string[] = [];
  let length = 0;
  for (let page = 1; page <= Math.min(document.numPages, task.maxPages) && length < task.maxCharacters; page++) {
    const text = await textOfPage(document, page);
    texts.push(text);
    length += text.length + 2;
  }
  const text = texts.join('\n\n').slice(0, task.maxCharacters);
  const truncated = texts.length < document.numPages || length - 2 > task.maxCharacters;
  return { text, pages: texts.length, totalPages: document.numPages, truncated };
}

function problemOf(error: unknown): unknown {
  return { problem: error instanceof Error && error.name === 'PasswordException' ? 'password' : 'broken' };
}

limitBuffers();
parentPort?.postMessage(await extract(workerData as Task).catch(problemOf));
