import { isKnownProviderName } from '../known-provider-names.js';
import type { ModelsConfig } from '../models.config.js';
import { formatPath } from '../settings/config-path.js';
import type { SettingsReader } from '../settings/settings-reader.js';

/** Reports each provider that has no address and whose address nobody knows: every request to it would fail. */
export function checkProviders({ providers }: ModelsConfig, reader: SettingsReader): void {
  for (const [name, { api, baseUrl }] of Object.entries(providers)) {
    if (baseUrl !== undefined || api !== 'openai-completions' || isKnownProviderName(name)) continue;
    const path = ['models', 'providers', name];
    if (isReported(path, reader)) continue;
    const allowed = 'an http(s) URL, e.g. "http://127.0.0.1:11434/v1"; the address of this provider is not known';
    reader.report([...path, 'baseUrl'], 'nothing', allowed);
  }
}

/** What could not be read is absent too, and that has been told. */
function isReported(provider: readonly string[], { problems }: SettingsReader): boolean {
  const paths = [[...provider], [...provider, 'baseUrl'], [...provider, 'api']].map(formatPath);
  return problems.some(({ path }) => paths.includes(path));
}
