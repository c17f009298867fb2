import {
  type ArrayNode,
  type MemberNode,
  type ObjectNode,
  type Token,
  type ValueNode,
  parse,
} from '@humanwhocodes/momoa';
import type { ConfigPath } from '../../config/settings/config-path.js';

/** Offsets into a text; `end` is behind the last character. */
export interface TextRange {
  start: number;
  end: number;
}

export type Container = ObjectNode | ArrayNode;

/** A JSON5 text with the places of everything in it. */
export class Json5Document {
  readonly root: ValueNode;
  private readonly tokens: readonly Token[];

  /** Throws what the parser throws. */
  constructor(readonly text: string) {
    const document = parse(text, { mode: 'json5', ranges: true, tokens: true, allowTrailingCommas: true });
    this.root = document.body;
    this.tokens = document.tokens ?? [];
  }

  /** How many steps of a settled path lead to something, and the last of these things. */
  descend(path: ConfigPath): { depth: number; node: ValueNode } {
    let node = this.root;
    for (const [depth, step] of path.entries()) {
      const child = childNode(node, step);
      if (!child) return { depth, node };
      node = child;
    }
    return { depth: path.length, node };
  }

  /** The comments, in order, as they stand there. */
  get comments(): string[] {
    const comments = this.tokens.filter(({ type }) => type === 'LineComment' || type === 'BlockComment');
    return comments.map((token) => this.text.slice(rangeOf(token).start, rangeOf(token).end));
  }

  /** The first comma between two offsets. */
  commaBetween(start: number, end: number): TextRange | undefined {
    return this.tokensBetween(start, end).find(({ type }) => type === 'Comma')?.range;
  }

  /** Where the last thing before the closing bracket ends, comments included; undefined where there is nothing. */
  lastEndIn(container: Container): number | undefined {
    const { start, end } = rangeOf(container);
    return this.tokensBetween(start + 1, end - 1).at(-1)?.range.end;
  }

  /** The white space that the line of an offset begins with. */
  indentAt(offset: number): string {
    return /^[ \t]*/.exec(this.text.slice(this.lineStart(offset)))?.[0] ?? '';
  }

  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  private tokensBetween(start: number, end: number): { type: Token['type']; range: TextRange }[] {
    return this.tokens
      .map((token) => ({ type: token.type, range: rangeOf(token) }))
      .filter(({ range }) => range.start >= start && range.end <= end);
  }
}

/** The places of what a container holds: members with their keys, or elements. */
export function itemRanges(container: Container): TextRange[] {
  return container.type === 'Object'
    ? container.members.map(rangeOf)
    : container.elements.map(({ value }) => rangeOf(value));
}

/** Of several members with one key, the last one counts, as it does for the reader of the file. */
export function memberOf(container: ObjectNode, key: string): MemberNode | undefined {
  return container.members.findLast(({ name }) => (name.type === 'String' ? name.value : name.name) === key);
}

export function rangeOf({ range }: { range?: [number, number] }): TextRange {
  if (!range) throw new TypeError('The parser gave no places.');
  return { start: range[0], end: range[1] };
}

function childNode(node: ValueNode, step: string | number): ValueNode | undefined {
  if (node.type === 'Array') return typeof step === 'number' ? node.elements[step]?.value : undefined;
  return node.type === 'Object' ? memberOf(node, String(step))?.value : undefined;
}
