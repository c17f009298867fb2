import { withGeneratedPart } from '../../common/generated-page.js';
import { hollowInstance } from '../../common/hollow-instance.js';
import { markdownTable, tableCell } from '../../common/markdown-table.js';
import { connectParamsSchema } from '../../gateway-protocol/connect-params.js';
import { controlMethods } from '../control.module.js';

/** docs/protocol.md as it should be now. */
export function protocolPage(page: string): string {
  const withMethods = withGeneratedPart(page, 'src/control/methods', methodsTable());
  return withGeneratedPart(withMethods, 'src/gateway-protocol', parameterTable(connectParamsSchema as ObjectSchema));
}

function methodsTable(): string {
  const rows = controlMethods
    .map((method) => hollowInstance(method))
    .map(({ name, scope, summary, params }) => {
      return [`\`${name}\``, `\`${scope}\``, parameterNames(params), tableCell(summary)];
    });
  return markdownTable([['Method', 'Scope', 'Parameters', 'What it does'], ...rows]);
}

/** What the tables read of a JSON Schema. */
interface ObjectSchema {
  [keyword: string]: unknown;
  properties?: Record<string, ObjectSchema & { type?: string; enum?: readonly string[] }>;
  required?: readonly string[];
}

function parameterTable(schema: ObjectSchema): string {
  return markdownTable([['Parameter', 'Type', 'Must be there'], ...parameterRows(schema, '')]);
}

function parameterRows({ properties = {}, required = [] }: ObjectSchema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, property]) => [
    [`\`${prefix}${name}\``, typeOf(property), required.includes(name) ? 'yes' : ''],
    ...parameterRows(property, `${prefix}${name}.`),
  ]);
}

function typeOf({ type = '', enum: words }: { type?: string; enum?: readonly string[] }): string {
  return words ? words.map((word) => `\`${word}\``).join(', ') : type;
}

/** An optional one has a `?`. */
function parameterNames({ properties = {}, required = [] }: ObjectSchema): string {
  const names = Object.keys(properties).map((name) => `\`${required.includes(name) ? name : `${name}?`}\``);
  return names.join(', ');
}
