import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Files of OpenAI's package that tell the types of its requests. */
export type PublishedFile = 'chat/completions/completions' | 'responses/responses' | 'shared';

const sources = new Map<PublishedFile, ts.SourceFile>();

/**
 * The fields of an interface of OpenAI's package, e.g. `ResponseInputItem.Message`; those of a request are the fields that
 * OpenAI publishes. Throws for an interface that is not there.
 */
export function publishedFields(file: PublishedFile, name: string): string[] {
  const [last = '', ...spaces] = name.split('.').reverse();
  let scope: readonly ts.Statement[] = sourceOf(file).statements;
  for (const space of spaces.reverse()) scope = statementsOf(scope, space);
  const found = scope.filter(ts.isInterfaceDeclaration).find((candidate) => candidate.name.text === last);
  if (!found || found.heritageClauses) throw new Error(`There is no plain interface ${name} in ${file}.`);
  return found.members.map((member) => member.name?.getText() ?? '');
}

function statementsOf(scope: readonly ts.Statement[], space: string): readonly ts.Statement[] {
  const found = scope.filter(ts.isModuleDeclaration).filter((candidate) => candidate.name.getText() === space);
  return found.flatMap(({ body }) => (body && ts.isModuleBlock(body) ? [...body.statements] : []));
}

function sourceOf(file: PublishedFile): ts.SourceFile {
  const known = sources.get(file);
  if (known) return known;
  const path = new URL(`../../node_modules/openai/resources/${file}.d.ts`, import.meta.url);
  const source = ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  sources.set(file, source);
  return source;
}
