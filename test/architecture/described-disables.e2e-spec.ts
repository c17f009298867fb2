import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import type { Rule } from 'eslint';

const file: string = '../../scripts/eslint-described-disables.mjs';
const { describedDisables } = (await import(file)) as {
  describedDisables: Rule.RuleModule;
};

/** Which of its messages the rule gives for a text. */
function complaints(text: string): (string | undefined)[] {
  const plugins = { project: { rules: { 'described-disables': describedDisables } } };
  const rules = { 'project/described-disables': 'error', 'no-var': 'error' } as const;
  const messages = new Linter().verify(text, [{ plugins, rules }]);
  return messages.filter(({ ruleId }) => ruleId === 'project/described-disables').map(({ messageId }) => messageId);
}

describe('described-disables', () => {
  it.each([
    '// eslint-disable-next-line no-var -- the reason\nvar a = 1;',
    'var a = 1; // eslint-disable-line no-var -- the reason',
    '/* eslint-disable no-var, no-undef -- the reason */ var a = 1;',
    '/* eslint-enable no-var */',
    '// eslint-disabled is not a directive',
  ])('accepts %j', (text) => {
    expect(complaints(text)).toEqual([]);
  });

  it.each([
    '// eslint-disable-next-line no-var\nvar a = 1;',
    'var a = 1; // eslint-disable-line no-var',
    '/* eslint-disable no-var */ var a = 1;',
    '/* eslint-disable no-var -- */ var a = 1;',
  ])('asks for the reason of %j', (text) => {
    expect(complaints(text)).toEqual(['reason']);
  });

  it.each([
    '// eslint-disable-next-line -- the reason\nvar a = 1;',
    'var a = 1; // eslint-disable-line -- the reason',
    '/* eslint-disable -- the reason */ var a = 1;',
  ])('asks for the rule of %j, although all rules are off there', (text) => {
    expect(complaints(text)).toEqual(['rule']);
  });
});
