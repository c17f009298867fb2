import { Ajv, type ValidateFunction } from 'ajv';
import type { ToolCall } from '../common/conversation.js';
import { type JsonObject, isJsonObject } from '../common/json.js';
import type { Tool } from './tool.port.js';

export type CheckedArguments = { ok: true; args: JsonObject } | { ok: false; complaint: string };

/** Checks the arguments that a model wrote against the schema of the tool, with a complaint it can mend them by. */
export class ArgumentChecker {
  private readonly ajv = new Ajv({ allErrors: true, strict: false, logger: false });
  private readonly compiled = new WeakMap<Tool, ValidateFunction>();

  check(tool: Tool, call: ToolCall): CheckedArguments {
    const args = parseArguments(call.arguments);
    if (args === undefined) return { ok: false, complaint: 'The arguments are not a JSON object. Send valid JSON.' };
    const validate = this.validator(tool);
    if (validate(args)) return { ok: true, args };
    const complaint = this.ajv.errorsText(validate.errors, { dataVar: 'arguments' });
    return { ok: false, complaint: `The arguments do not fit: ${complaint}.` };
  }

  private validator(tool: Tool): ValidateFunction {
    const known = this.compiled.get(tool);
    if (known) return known;
    const validate = this.ajv.compile(tool.definition.parameters);
    this.compiled.set(tool, validate);
    return validate;
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
