import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { checkout } from './markdown-blocks.js';

/** The titles of the tests of a file that run, as they are written there: `%s` and `${…}` stay. */
export function testTitles(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(join(checkout, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    const title = ts.isCallExpression(node) && isTest(node.expression) ? titleOf(node.arguments.at(0)) : undefined;
    if (title !== undefined) titles.push(title);
    // What stands in a group that is skipped does not run.
    if (!isSkipped(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

/** `it` and `it.each(…)`; neither `it.skip` nor `it.todo`. */
function isTest(callee: ts.Node): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'it';
  return ts.isCallExpression(callee) && /^it\.each$/.test(callee.expression.getText());
}

function isSkipped(node: ts.Node): boolean {
  return ts.isCallExpression(node) && /^x?describe\.skip\b|^xdescribe\b/.test(node.expression.getText());
}

function titleOf(argument: ts.Node | undefined): string | undefined {
  if (!argument) return undefined;
  if (ts.isStringLiteralLike(argument)) return argument.text;
  return ts.isTemplateExpression(argument) ? argument.getText().slice(1, -1) : undefined;
}
