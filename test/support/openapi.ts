import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readEvents } from './event-stream-text.js';

export interface DescribedAnswer {
  method: string;
  /** As the document writes it, e.g. `/v1/runs/{id}`. */
  path: string;
  status: number;
  /** The body as it came. */
  text: string;
}

interface Response {
  content?: Record<string, { schema: { $ref?: string }; 'x-event-data'?: unknown }>;
}

/** Holds answers of the gateway against its own description. Objects must have no property that is not described. */
export class DescribedApi {
  private readonly ajv = new Ajv2020({ strict: false });
  private readonly paths: Record<string, Record<string, { responses: Record<string, Response> }>>;

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a document as it came; each test looks into its own part
  constructor(document: any) {
    this.paths = document.paths;
    this.ajv.addSchema({ components: { schemas: closed(document.components.schemas) } }, 'document');
  }

  /** Throws unless the status is described for the operation, and its body is what is described. */
  expectDescribed({ method, path, status, text }: DescribedAnswer): void {
    const responses = this.paths[path]?.[method.toLowerCase()]?.responses ?? {};
    const response = responses[String(status)] ?? (status >= 400 ? responses['default'] : undefined);
    if (!response) throw new Error(`${method} ${path} does not describe the status ${status}.`);
    const isEvents = /^(:|id: )/.test(text);
    const content = response.content?.[isEvents ? 'text/event-stream' : 'application/json'];
    if (!content) {
      if (text === '') return;
      throw new Error(`${method} ${path} does not describe this body: ${text.slice(0, 100)}`);
    }
    const bodies = isEvents ? readEvents(text).map(({ data }) => data as unknown) : [JSON.parse(text) as unknown];
    const validate = this.compile(isEvents ? content['x-event-data'] : content.schema);
    for (const body of bodies) expectFit(validate, body, `${method} ${path} ${status}`);
  }

  private compile(schema: unknown): ValidateFunction {
    const text = JSON.stringify(closed(schema)).replaceAll('"#/components', '"document#/components');
    return this.ajv.compile(JSON.parse(text));
  }
}

function expectFit(validate: ValidateFunction, body: unknown, what: string): void {
  if (validate(body)) return;
  const faults = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? ''}`);
  throw new Error(`${what} is not as described: ${faults.join('; ')}\n${JSON.stringify(body)}`);
}

/** The same schema, but with objects that have only the properties it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isOpen = parts['type'] === 'object' && 'properties' in parts && 'required' in parts;
  return isOpen ? { ...parts, additionalProperties: false } : parts;
}
