import { otherSections } from '../load/other-sections.js';
import { OpenClawConfig } from '../openclaw.config.js';
import type { JsonSchema, ScalarType, SettingType } from '../settings/setting-type.js';
import type { SectionClass } from '../settings/section-class.js';
import type { SettingMetadata } from '../settings/setting.decorator.js';
import { settingsOf } from '../settings/setting.decorator.js';
import { defaultOf } from './default-of.js';

type Definitions = Map<string, JsonSchema>;

const environmentReference: JsonSchema = {
  description: 'Replaced from the environment: ${NAME} or ${NAME:-default}.',
  type: 'string',
  pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}',
};

/** The JSON Schema (2020-12) of the configuration file, for editors and for checks outside the gateway. */
export function configurationSchema(): JsonSchema {
  const definitions: Definitions = new Map([['EnvironmentReference', environmentReference]]);
  const root = sectionSchema(OpenClawConfig, definitions);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'OpenClaw gateway configuration',
    description: 'Generated from the classes in src/config; `npm run generate` makes it anew.',
    ...root,
    properties: { $schema: { type: 'string' }, ...(root['properties'] as JsonSchema), ...otherSectionSchemas() },
    $defs: Object.fromEntries(definitions),
  };
}

function otherSectionSchemas(): JsonSchema {
  const description = 'Read by other parts of OpenClaw or by later versions; ignored here.';
  return Object.fromEntries(otherSections.map((name) => [name, { description }]));
}

function sectionSchema(section: SectionClass, definitions: Definitions): JsonSchema {
  const settings = [...settingsOf(section).values()];
  const required = settings.filter((setting) => setting.required).map(({ name }) => name);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(settings.map((each) => [each.name, settingSchema(section, each, definitions)])),
  };
}

function settingSchema(section: SectionClass, setting: SettingMetadata, definitions: Definitions): JsonSchema {
  const fallback = defaultOf(section, setting);
  return {
    description: setting.description,
    ...typeSchema(setting.type, definitions),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

function typeSchema(type: SettingType, definitions: Definitions): JsonSchema {
  switch (type.kind) {
    case 'scalar':
      return scalarSchema(type);
    case 'list':
      return {
        type: 'array',
        items: typeSchema(type.of, definitions),
        ...(type.maximumLength ? { maxItems: type.maximumLength.count } : {}),
      };
    case 'map':
      return {
        type: 'object',
        propertyNames: type.key.schema,
        additionalProperties: typeSchema(type.of, definitions),
      };
    case 'section': {
      const reference = sectionReference(type.of(), definitions);
      return type.shortForm ? { anyOf: [scalarSchema(type.shortForm.type), reference] } : reference;
    }
  }
}

/** Where not every string will do, a reference to the environment will. */
function scalarSchema({ schema }: ScalarType): JsonSchema {
  const takesStrings = schema['type'] === 'string' || 'anyOf' in schema;
  const takesEveryString = schema['type'] === 'string' && Object.keys(schema).length === 1;
  return takesStrings && !takesEveryString ? { anyOf: [schema, { $ref: '#/$defs/EnvironmentReference' }] } : schema;
}

function sectionReference(section: SectionClass, definitions: Definitions): JsonSchema {
  if (!definitions.has(section.name)) {
    // Held open first, so that a section that contains itself would end.
    definitions.set(section.name, {});
    definitions.set(section.name, sectionSchema(section, definitions));
  }
  return { $ref: `#/$defs/${section.name}` };
}
