import { request } from 'undici';
import type { LocalServerProbe } from '../local-server-probe.port.js';

const longestList = 1024 * 1024;

export class HttpLocalServerProbe implements LocalServerProbe {
  async probe(baseUrl: string, milliseconds: number): Promise<string[] | undefined> {
    try {
      return modelIdsIn(await fetchText(`${baseUrl}/models`, AbortSignal.timeout(milliseconds)));
    } catch {
      // Whatever is there, it is not what is looked for.
      return undefined;
    }
  }
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  const { statusCode, body } = await request(url, { signal, reset: true, headers: { accept: 'application/json' } });
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    length += piece.length;
    if (statusCode !== 200 || length > longestList) throw new Error('no list of models');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Ollama without any model says `"data": null`. */
function modelIdsIn(text: string): string[] | undefined {
  const list = JSON.parse(text) as { object?: unknown; data?: unknown } | null;
  const entries: unknown[] | undefined = Array.isArray(list?.data) ? list.data : undefined;
  if (!entries) return list?.object === 'list' && list.data === null ? [] : undefined;
  const ids = entries.map((entry) => (entry as { id?: unknown } | null)?.id);
  const isModelServer = ids.every((id) => typeof id === 'string' && !/^openclaw([:/]|$)/.test(id));
  return isModelServer ? (ids as string[]) : undefined;
}
