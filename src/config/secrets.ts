import { afterScheme } from '../common/after-scheme.js';
import { redacted } from '../common/redacted.js';
import { isSecret } from '../common/secret.js';
import type { LoadedConfiguration } from './load-configuration.js';
import { ProviderConfig } from './models.config.js';
import { OpenClawConfig } from './openclaw.config.js';
import { providerKeyVariables } from './provider-key-variables.js';
import { mapSettings } from './settings/map-settings.js';
import type { SectionClass } from './settings/section-class.js';
import type { SettingMetadata } from './settings/setting.decorator.js';

const secretParameter = /key|token|secret|password|sig|auth/i;

/** Every secret string in force, longest first: credentials, provider keys, header values, what URLs hold. For masking. */
export function secretsOf({ config, auth, environment }: LoadedConfiguration): string[] {
  return worthMasking([
    ...providerKeyVariables.flatMap((name) => environment.get(name) ?? []),
    ...('secret' in auth ? [auth.secret] : []),
    ...secretsInSection(OpenClawConfig, config),
  ]);
}

/** Every secret string of one provider, longest first: its key, header values, what its URL holds. For masking. */
export function secretsOfProvider(config: ProviderConfig): string[] {
  return worthMasking(secretsInSection(ProviderConfig, config));
}

/** The effective configuration as plain data, every secret replaced, wherever it stands. */
export function redactedConfiguration(loaded: LoadedConfiguration): Record<string, unknown> {
  const secrets = secretsOf(loaded);
  return mapSettings(OpenClawConfig, loaded.config, (value, setting) =>
    typeof value === 'string' ? redactText(value, setting, secrets) : value,
  );
}

function redactText(value: string, setting: SettingMetadata, secrets: readonly string[]): string {
  if (setting.secret) return redacted;
  const shown = isUrl(setting) ? redactUrl(value) : value;
  return secrets.reduce((text, secret) => text.replaceAll(secret, redacted), shown);
}

function secretsInSection(type: SectionClass, section: object): string[] {
  const found: string[] = [];
  mapSettings(type, section, (value, setting) => {
    if (typeof value === 'string') found.push(...secretsWithin(value, setting));
    return value;
  });
  return found;
}

function worthMasking(found: readonly string[]): string[] {
  const secrets = found.map((text) => text.trim()).filter(isSecret);
  return [...new Set(secrets)].sort((left, right) => right.length - left.length);
}

function secretsWithin(value: string, setting: SettingMetadata): string[] {
  if (setting.secret) return [value, afterScheme(value) ?? []].flat();
  return isUrl(setting) ? urlSecrets(value) : [];
}

function isUrl({ type }: SettingMetadata): boolean {
  return type.kind === 'scalar' && type.mayHoldSecret === true;
}

/** Query values count only under names that speak of a secret: `api-version=2024-10-21` is none. */
function urlSecrets(value: string): string[] {
  const url = URL.parse(value);
  if (!url) return [];
  const parameters = [...url.searchParams].filter(([name]) => secretParameter.test(name)).map(([, secret]) => secret);
  return [url.password, ...parameters].flatMap((secret) => [secret, decode(secret), encodeURIComponent(secret)]);
}

function redactUrl(value: string): string {
  const url = URL.parse(value);
  if (!url) return redacted;
  const user = url.username || url.password ? `${redacted}@` : '';
  const query = url.search || url.hash ? `?${redacted}` : '';
  return `${url.protocol}//${user}${url.host}${url.pathname}${query}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
