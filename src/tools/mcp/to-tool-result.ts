import type { ImagePart, TextPart } from '../../common/conversation.js';
import { type JsonObject, isJsonObject } from '../../common/json.js';
import { limitText } from '../../common/limit-text.js';
import { sniffBase64Image } from '../../common/sniff-image.js';
import type { ToolResult } from '../tool.port.js';

const maximumImages = 8;
/** Characters of base64; about 5 MB of image. */
const longestImage = 7_000_000;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The result of a call in the form that models get, whatever the server sent. */
export function toToolResult(result: JsonObject): ToolResult {
  const blocks: unknown[] = Array.isArray(result['content']) ? result['content'] : [];
  const parts = withFewImages(blocks.flatMap(toPart));
  const content = joinedTexts([...structuredPart(result, parts), ...parts]);
  return {
    content: content.length === 0 ? [text('The tool gave no output.')] : content,
    ...(result['isError'] === true ? { isError: true } : {}),
  };
}

/** Servers repeat structured content as text for those who cannot read it; only without that it is shown. */
function structuredPart({ structuredContent }: JsonObject, parts: readonly (TextPart | ImagePart)[]): TextPart[] {
  if (structuredContent === undefined || structuredContent === null) return [];
  return parts.some(({ type }) => type === 'text') ? [] : [text(JSON.stringify(structuredContent))];
}

function toPart(block: unknown): (TextPart | ImagePart)[] {
  if (!isJsonObject(block)) return [];
  switch (block['type']) {
    case 'text':
      return typeof block['text'] === 'string' ? [text(block['text'])] : [];
    case 'image':
      return [toImage(block)];
    case 'audio':
      return [leftOut('audio', block['mimeType'])];
    case 'resource':
      return [toResource(block['resource'])];
    case 'resource_link':
      return [text(`Resource ${word(block['name'])}: ${word(block['uri'])}`)];
    default:
      return [text('[content of an unknown kind was left out]')];
  }
}

/** Its first bytes tell the type: providers refuse a whole request over an image that was called another one. */
function toImage({ data, mimeType }: JsonObject): TextPart | ImagePart {
  if (typeof data !== 'string' || !isShortBase64(data)) return leftOut('an image', mimeType);
  const mediaType = sniffBase64Image(data);
  return mediaType === undefined ? leftOut('an image', mimeType) : { type: 'image', mediaType, data };
}

function isShortBase64(data: string): boolean {
  return data.length <= longestImage && data.length % 4 === 0 && base64.test(data);
}

function toResource(resource: unknown): TextPart {
  if (!isJsonObject(resource)) return leftOut('a resource', undefined);
  const { text: content, uri, mimeType } = resource;
  return typeof content === 'string'
    ? text(`${word(uri)}:\n${content}`)
    : leftOut(`the resource ${word(uri)}`, mimeType);
}

function withFewImages(parts: readonly (TextPart | ImagePart)[]): (TextPart | ImagePart)[] {
  let images = 0;
  return parts.map((part) => {
    if (part.type === 'text') return part;
    images += 1;
    return images <= maximumImages ? part : leftOut('an image', 'mediaType' in part ? part.mediaType : undefined);
  });
}

/** A result of a million little pieces becomes one text, which the common limit then cuts. */
function joinedTexts(parts: readonly (TextPart | ImagePart)[]): (TextPart | ImagePart)[] {
  const joined: (TextPart | ImagePart)[] = [];
  let run: string[] = [];
  const endRun = (): void => {
    if (run.length > 0) joined.push(text(run.join('\n')));
    run = [];
  };
  for (const part of parts) {
    if (part.type === 'text') {
      run.push(part.text);
      continue;
    }
    endRun();
    joined.push(part);
  }
  endRun();
  return joined;
}

function leftOut(what: string, mediaType: unknown): TextPart {
  const kind = typeof mediaType === 'string' ? ` (${word(mediaType)})` : '';
  return text(`[${what}${kind} was left out]`);
}

function word(value: unknown): string {
  return typeof value === 'string' ? limitText(value, 500) : '?';
}

function text(content: string): TextPart {
  return { type: 'text', text: content };
}
