import { Ajv, type SchemaObject } from 'ajv';

/** What is wrong with parameters, as `at /path: must …`; undefined where they fit. */
export type ParamsCheck = (params: unknown) => string | undefined;

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
    const { instancePath = '', message = 'does not fit' } = validate.errors?.[0] ?? {};
    return `at ${instancePath || 'root'}: ${message}`;
  };
}
