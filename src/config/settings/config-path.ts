export type ConfigPath = readonly (string | number)[];

/** `agents.list[0].id`; a key that is not a plain word is quoted: `models.providers["my provider"]`. */
export function formatPath(path: ConfigPath): string {
  if (path.length === 0) return '(the whole file)';
  return path.map((step, index) => formatStep(step, index === 0)).join('');
}

function formatStep(step: string | number, first: boolean): string {
  if (typeof step === 'number') return `[${String(step)}]`;
  if (!/^[\w$-]{1,64}$/.test(step)) return `[${JSON.stringify(step.slice(0, 64))}]`;
  return first ? step : `.${step}`;
}
