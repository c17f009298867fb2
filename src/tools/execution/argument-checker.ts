import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ToolCall } from '../../common/conversation.js';
import { type JsonObject, isJsonObject } from '../../common/json.js';
import { linearPattern } from './linear-pattern.js';
import type { Tool } from '../tool.port.js';

export type CheckedArguments = { ok: true; args: JsonObject } | { ok: false; complaint: string };

const options: Options = { allErrors: true, strict: false, logger: false, code: { regExp: linearPattern } };

/** Checks the arguments that a model wrote against the schema of the tool, with a complaint it can mend them by. */
export class ArgumentChecker {
  private readonly ajv = new Ajv(options);
  private ajv2020: Ajv2020 | undefined;
  private readonly compiled = new WeakMap<Tool, ValidateFunction>();

  check(tool: Tool, call: ToolCall): CheckedArguments {
    const args = parseArguments(call.arguments);
    if (args === undefined) return { ok: false, complaint: 'The arguments are not a JSON object. Send valid JSON.' };
    const validate = this.validator(tool);
    if (validate(args)) return { ok: true, args };
    const complaint = this.ajv.errorsText(validate.errors, { dataVar: 'arguments' });
    return { ok: false, complaint: `The arguments do not fit: ${complaint}.` };
  }

  /** Throws where arguments cannot be checked against the schema. */
  compile({ $schema, ...schema }: JsonObject): ValidateFunction {
    const ajv = this.ajvFor($schema);
    try {
      return ajv.compile(schema);
    } finally {
      // Ajv would keep it for good, and refuse the next schema of the same `$id`.
      ajv.removeSchema(schema);
    }
  }

  private validator(tool: Tool): ValidateFunction {
    const known = this.compiled.get(tool);
    if (known) return known;
    const validate = this.compile(tool.definition.parameters);
    this.compiled.set(tool, validate);
    return validate;
  }

  /** The draft of 2020 understands that of 2019 too; everything else is read as draft 7. */
  private ajvFor(dialect: unknown): Ajv {
    if (typeof dialect !== 'string' || !/draft\/20(19-09|20-12)\//.test(dialect)) return this.ajv;
    this.ajv2020 ??= new Ajv2020(options);
    return this.ajv2020;
  }
}

/** Models leave the arguments empty where a tool takes none. */
function parseArguments(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() || '{}');
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
