import { Injectable } from '@nestjs/common';
import type { ToolCall } from '../../common/conversation.js';
import { type JsonObject, isDeeperThan, isJsonObject, tryParseJson } from '../../common/json.js';
import type { ArgumentCheck, SchemaCompiler } from './schema-compiler.js';
import type { Tool } from '../tool.port.js';

export type CheckedArguments = { ok: true; args: JsonObject } | { ok: false; complaint: string };

/** Characters. */
const longestArguments = 1_000_000;
const deepestArguments = 100;
/** Far more than any of the gateway's own tools can use; each could be a problem to describe. */
const mostValues = 2_000;

/**
 * Checks the arguments that a model wrote, with a complaint it can mend them by: their size, that they are an object, and
 * that they fit the schema of the tool, unless it checks that itself.
 */
@Injectable()
export class ArgumentChecker {
  private compiler: SchemaCompiler | undefined;
  private readonly checks = new WeakMap<Tool, Promise<ArgumentCheck>>();

  /** Rejects where the schema of the tool is none. */
  async check(tool: Tool, call: ToolCall): Promise<CheckedArguments> {
    const args = parseArguments(call.arguments);
    if (typeof args === 'string') return { ok: false, complaint: args };
    if (tool.checksArguments) return { ok: true, args };
    if (countValues(args) > mostValues)
      return { ok: false, complaint: 'The arguments hold too many values. Send fewer.' };
    const checkArguments = await this.checkOf(tool);
    const problems = checkArguments(args);
    return problems === undefined
      ? { ok: true, args }
      : { ok: false, complaint: `The arguments do not fit: ${problems}.` };
  }

  private checkOf(tool: Tool): Promise<ArgumentCheck> {
    const known = this.checks.get(tool);
    if (known) return known;
    const check = this.compile(tool.definition.parameters);
    this.checks.set(tool, check);
    return check;
  }

  /** A tool takes what it names and nothing else, unless its schema says so. */
  private async compile(parameters: JsonObject): Promise<ArgumentCheck> {
    // Only here: the start of the gateway need not wait for it.
    const { SchemaCompiler } = await import('./schema-compiler.js');
    this.compiler ??= new SchemaCompiler();
    return this.compiler.compile({ additionalProperties: false, ...parameters });
  }
}

/** The arguments, or a complaint. */
function parseArguments(text: string): JsonObject | string {
  if (text.length > longestArguments) return `The arguments are longer than ${longestArguments} characters. Send less.`;
  const args = parseObject(text);
  if (args === undefined) return 'The arguments are not a JSON object. Send valid JSON.';
  return isDeeperThan(args, deepestArguments) ? 'The arguments are nested too deep.' : args;
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((count, each) => count + countValues(each), 1);
}

/** Models leave the arguments empty where a tool takes none. */
function parseObject(text: string): JsonObject | undefined {
  const value = tryParseJson(text.trim() || '{}');
  return isJsonObject(value) ? value : undefined;
}
