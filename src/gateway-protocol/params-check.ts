import { Ajv, type SchemaObject } from 'ajv';

/** What is wrong with parameters. */
export interface ParamsProblem {
  /** As `at /path: must …`. */
  text: string;
  /** Further words for the client's program: the values that may stand there, where there is a fixed choice. */
  details?: { allowedValues: readonly unknown[] };
}

/** Undefined where the parameters fit. */
export type ParamsCheck = (params: unknown) => ParamsProblem | undefined;

/** The parameters without those that are `null`, which says the same as leaving them out. */
export function withoutNulls(params: object): object {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
}

const ajv = new Ajv({ logger: false, allowUnionTypes: true });

/** A check of the schema, which is compiled when it is first asked: a gateway that nobody asks needs none. */
export function paramsCheck(schema: SchemaObject): ParamsCheck {
  return (params) => {
    const validate = ajv.compile(schema);
    if (validate(params)) return undefined;
    const { instancePath = '', message = 'does not fit', params: rule = {} } = validate.errors?.[0] ?? {};
    const allowedValues: unknown = rule['allowedValues'];
    return {
      text: `at ${instancePath || 'root'}: ${message}`,
      ...(Array.isArray(allowedValues) ? { details: { allowedValues } } : {}),
    };
  };
}
