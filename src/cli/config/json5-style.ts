import JSON5 from 'json5';
import { isJsonObject } from '../../common/json.js';

/** How a text is written, so that what is added looks like it. */
export interface Json5Style {
  /** Plain JSON: double quotes everywhere, no comma at the end. */
  isStrict: boolean;
  lineEnd: string;
  /** One level of indentation. */
  unit: string;
}

const lineWidth = 100;

export function styleOf(text: string): Json5Style {
  return {
    isStrict: isJson(text),
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
    unit: /^\t/m.test(text) ? '\t' : '  ',
  };
}

/** The value as one would write it: on one line where it fits, else over several, whose first one is indented by `indent`. */
export function writeValue(value: unknown, style: Json5Style, indent: string): string {
  const entries = entriesOf(value, style);
  const short = onOneLine(value, style);
  if (entries === undefined || entries.length === 0 || indent.length + short.length <= lineWidth) return short;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inner = indent + style.unit;
  const lines = entries.map(({ key, child }) => `${inner}${key}${writeValue(child, style, inner)}`);
  const comma = style.isStrict ? '' : ',';
  return [open ?? '', `${lines.join(`,${style.lineEnd}`)}${comma}`, `${indent}${close ?? ''}`].join(style.lineEnd);
}

/** A key with its colon. */
export function writeKey(key: string, { isStrict }: Json5Style): string {
  return `${!isStrict && /^[A-Za-z_$][\w$]*$/.test(key) ? key : writeText(key, isStrict)}: `;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function entriesOf(value: unknown, style: Json5Style): { key: string; child: unknown }[] | undefined {
  if (Array.isArray(value)) return value.map((child: unknown) => ({ key: '', child }));
  if (!isJsonObject(value)) return undefined;
  return Object.entries(value).map(([key, child]) => ({ key: writeKey(key, style), child }));
}

function onOneLine(value: unknown, style: Json5Style): string {
  const parts = entriesOf(value, style)?.map(({ key, child }) => `${key}${onOneLine(child, style)}`);
  if (parts === undefined) return writeScalar(value, style);
  if (Array.isArray(value)) return `[${parts.join(', ')}]`;
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function writeScalar(value: unknown, { isStrict }: Json5Style): string {
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'string' ? writeText(value, isStrict) : JSON5.stringify(value);
}

function writeText(text: string, isStrict: boolean): string {
  return isStrict ? JSON.stringify(text).replace(/[\u2028\u2029]/g, escaped) : JSON5.stringify(text);
}

/** JSON takes these as they are; readers of JSON5 complain of them. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}
