const endpoints = 'gateway.http.endpoints';
const eitherOfBoth = `${endpoints}.chatCompletions.enabled or ${endpoints}.responses.enabled`;

/** What is served below `/v1`, by the beginning of its path, with the settings that switch it on. */
const settings: ReadonlyMap<string, string> = new Map([
  ['/chat/completions', `${endpoints}.chatCompletions.enabled`],
  ['/responses', `${endpoints}.responses.enabled`],
  ['/embeddings', eitherOfBoth],
  ['/models', eitherOfBoth],
  ['/explain', eitherOfBoth],
  ['/runs', `${endpoints}.operator.enabled`],
  ['/sessions', `${endpoints}.operator.enabled`],
]);

/** The settings that switch on what is at a path; undefined where there is never anything. Says nothing of how they stand. */
export function settingOfPath(path: string): string | undefined {
  const [, rest] = /^\/v1(\/.*)$/.exec(path) ?? [];
  if (rest === undefined) return undefined;
  const beginning = [...settings.keys()].find((prefix) => rest === prefix || rest.startsWith(`${prefix}/`));
  return beginning === undefined ? undefined : settings.get(beginning);
}
