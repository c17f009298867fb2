/** Cloud providers that need no `baseUrl`, because their public address is known. */
export const knownProviderNames = [
  'anthropic',
  'openai',
  'google',
  'openrouter',
  'groq',
  'mistral',
  'deepseek',
  'xai',
] as const;
export type KnownProviderName = (typeof knownProviderNames)[number];

export function isKnownProviderName(name: string): name is KnownProviderName {
  return (knownProviderNames as readonly string[]).includes(name);
}
