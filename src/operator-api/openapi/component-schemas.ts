import { NamedSchema } from '../../common/named-schema.js';

/** Gathers the named schemas of one document, and puts references in their place. */
export class ComponentSchemas {
  private readonly known = new Map<string, { source: NamedSchema; schema: unknown }>();

  /** By name, in the order of the alphabet. */
  get all(): Record<string, unknown> {
    const entries = [...this.known].map(([name, { schema }]): [string, unknown] => [name, schema]);
    return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** The same schema with a reference in place of every named one. Throws where two have one name. */
  referred(schema: unknown): unknown {
    if (schema instanceof NamedSchema) return this.reference(schema);
    if (Array.isArray(schema)) return schema.map((each) => this.referred(each));
    if (typeof schema !== 'object' || schema === null) return schema;
    return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, this.referred(value)]));
  }

  private reference(source: NamedSchema): { $ref: string } {
    const { name } = source;
    const known = this.known.get(name);
    if (known && known.source !== source) throw new Error(`Two schemas are called '${name}'; give one another name.`);
    if (!known) {
      const entry = { source, schema: undefined as unknown };
      // Before its parts are looked at, so that a schema may refer to itself.
      this.known.set(name, entry);
      entry.schema = this.referred(source.schema);
    }
    return { $ref: `#/components/schemas/${name}` };
  }
}
