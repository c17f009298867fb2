/** ESLint rule: a comment that switches a rule off names that rule and gives its reason after `--`. */
export const describedDisables = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      reason: 'Say why after the rule name: `{{directive}} some-rule -- the reason`.',
      rule: 'Name the rule to switch off: `{{directive}} some-rule -- the reason`.',
    },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const match = /^\s*(eslint-disable(?:-next-line|-line)?)(?=\s|$)([^]*)$/.exec(comment.value);
          if (!match) continue;
          const [, directive, rest] = match;
          const [rules, reason = ''] = rest.split(/\s-{2,}\s/);
          const report = (messageId) =>
            context.report({ loc: beforeReachOf(directive, comment), messageId, data: { directive } });
          if (!rules.trim()) report('rule');
          if (!reason.trim()) report('reason');
        }
      },
    };
  },
};

/** A directive without a rule name would silence this report too, so it is placed just in front of what it covers. */
function beforeReachOf(directive, comment) {
  const { line, column } = comment.loc.start;
  return directive === 'eslint-disable-line' ? { line, column: -1 } : { line, column: column - 1 };
}
