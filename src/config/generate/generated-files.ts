import type { GeneratedFile } from '../../common/generated-page.js';
import { withGeneratedPart } from '../../common/generated-page.js';
import { configurationSchema } from '../schema/json-schema.js';
import { configurationTables } from './configuration-tables.js';

/** Every file that follows from the classes of the configuration. */
export const configurationFiles: readonly GeneratedFile[] = [
  { name: 'config/openclaw.schema.json', content: () => `${JSON.stringify(configurationSchema(), null, 2)}\n` },
  { name: 'docs/configuration.md', content: (page) => withGeneratedPart(page, 'src/config', configurationTables()) },
];
