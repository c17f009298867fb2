import { Ajv } from 'ajv';
import type { JsonObject } from '../../common/json.js';
import { describeProblems } from './describe-problems.js';

/** What is wrong with the arguments, for whoever wrote them; undefined where they fit. */
export type ArgumentCheck = (args: JsonObject) => string | undefined;

/** Makes checks of the JSON Schemas of the gateway's own tools. A schema from elsewhere could keep it busy without end. */
export class SchemaCompiler {
  private readonly ajv = new Ajv({ allErrors: true, logger: false });

  /** Throws where arguments cannot be checked against the schema. */
  compile(schema: JsonObject): ArgumentCheck {
    const validate = this.ajv.compile(schema);
    return (args) => (validate(args) ? undefined : describeProblems(validate.errors ?? []));
  }
}
