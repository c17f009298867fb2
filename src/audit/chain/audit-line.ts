import { hash } from 'node:crypto';
import { type JsonObject, isJsonObject, tryParseJson } from '../../common/json.js';
import { limitText } from '../../common/limit-text.js';
import type { AuditEntry } from '../audit-event.js';

const longestText = 256;
const longestList = 50;

/** Bytes; what is longer was not written by an audit log. */
export const longestLine = 65_536;

/** The last line of a chain as far as it has come. */
export interface ChainPosition {
  /** Counts the lines of the whole log, from 1 on. */
  seq: number;
  hash: string;
}

/** Before the first line of all. */
export const chainStart: ChainPosition = { seq: 0, hash: '0'.repeat(64) };

export interface SealedLine {
  /** With its line feed. */
  text: string;
  position: ChainPosition;
}

/** A line that follows `last`. Its hash is SHA-256 over its own text without the hash, which holds the hash before it. */
export function sealLine({ time, event }: AuditEntry, last: ChainPosition): SealedLine {
  const seq = last.seq + 1;
  const record = { seq, time: new Date(time).toISOString(), ...event, prev: last.hash };
  const content = JSON.stringify(record, shortened);
  const digest = hash('sha256', content);
  return { text: `${content.slice(0, -1)},"hash":"${digest}"}\n`, position: { seq, hash: digest } };
}

export interface ReadLine extends ChainPosition {
  prev: string;
  /** Whether its hash fits its content. */
  isIntact: boolean;
  record: JsonObject;
}

const suffixLength = ',"hash":""}'.length + 64;
const suffix = /^,"hash":"([0-9a-f]{64})"\}$/;

/** Undefined for what is no line of an audit log. `bytes` come without the line feed. */
export function readLine(bytes: Buffer): ReadLine | undefined {
  const end = bytes.length - suffixLength;
  const [, digest] = suffix.exec(bytes.toString('latin1', Math.max(0, end))) ?? [];
  const record = parse(bytes);
  if (digest === undefined || end < 0 || record === undefined) return undefined;
  const { seq, prev } = record;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || typeof prev !== 'string') return undefined;
  const content = Buffer.concat([bytes.subarray(0, end), Buffer.from('}')]);
  return { seq, prev, hash: digest, isIntact: hash('sha256', content) === digest, record };
}

function parse(bytes: Buffer): JsonObject | undefined {
  const value = tryParseJson(bytes.toString());
  return isJsonObject(value) ? value : undefined;
}

/** What callers send can be of any length. */
function shortened(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return limitText(value, longestText);
  return Array.isArray(value) ? value.slice(0, longestList) : value;
}
