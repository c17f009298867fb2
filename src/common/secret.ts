/**
 * Characters. Masking anything shorter would hit ordinary words, so the log became unreadable, and by what is missing from
 * known lines it would even give the secret away.
 */
export const shortestSecret = 6;

/** What people type as the key of a server that needs none; masking them would garble provider and model names. */
const placeholders = new Set([
  'ollama',
  'lmstudio',
  'lm-studio',
  'llama-cpp',
  'not-needed',
  'no-key',
  'sk-no-key-required',
]);

/** Whether a configured credential, key or header value is to be masked wherever it shows up. */
export function isSecret(value: string): boolean {
  return value.trim().length >= shortestSecret && !placeholders.has(value.trim().toLowerCase());
}
