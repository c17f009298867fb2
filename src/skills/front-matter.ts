import { type JsonObject, isJsonObject } from '../common/json.js';

export type FrontMatter = { fields: JsonObject } | { problem: string };

/** Reads the YAML between the two `---` lines at the head of a Markdown file. Aliases are refused, since they can explode. */
export async function readFrontMatter(text: string): Promise<FrontMatter> {
  const yaml = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)?.[1];
  if (yaml === undefined) {
    return { problem: 'does not begin with front matter. Put `name` and `description` between two `---` lines there' };
  }
  // Only here, because a gateway without skills needs none of it.
  const { YAMLParseError, parse } = await import('yaml');
  try {
    // The line break stands for the first `---`, so that the lines of a complaint are those of the file.
    const fields: unknown = parse(`\n${yaml}`, { schema: 'core', maxAliasCount: 0, logLevel: 'error' });
    if (isJsonObject(fields)) return { fields };
    return { problem: 'has front matter that is no list of `key: value` lines' };
  } catch (error) {
    return {
      problem: `has front matter that is not valid YAML (${error instanceof YAMLParseError ? firstLine(error.message) : reason(error)}). A text with a colon needs quotes`,
    };
  }
}

function reason(error: unknown): string {
  return error instanceof ReferenceError ? 'aliases are not allowed' : 'unreadable';
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/:$/, '');
}
