import { hintAt } from './settings/did-you-mean.js';

/** One thing that is wrong with the configuration. Never holds the value of a secret. */
export interface ConfigProblem {
  /** Where: a config path such as `agents.list[0].id`, the name of an environment variable, or `--port`. */
  readonly path: string;
  /** What stands there. */
  readonly found: string;
  /** What may stand there, or what to do. */
  readonly allowed: string;
  /** A name close to the one found. */
  readonly didYouMean?: string;
}

/** The exit code for a configuration that cannot be used (EX_CONFIG of sysexits.h). */
const configExitCode = 78;

/** The configuration cannot be used; nothing has been started. Holds every problem, not only the first. */
export class ConfigInvalidError extends Error {
  override readonly name = 'ConfigInvalidError';
  readonly exitCode = configExitCode;

  constructor(
    readonly problems: readonly ConfigProblem[],
    /** The file at fault; absent when the configuration was given as text. */
    readonly file?: string,
  ) {
    super(problems.map((problem) => formatProblem(problem)).join('; '));
  }

  /** The text for standard error: every problem with its path, what was found and what is allowed. */
  format(): string {
    const count = this.problems.length === 1 ? '1 problem' : `${String(this.problems.length)} problems`;
    const where = this.file ? `Configuration ${this.file}` : 'Configuration';
    return [
      `${where}: ${count}; nothing was started.`,
      '',
      ...this.problems.flatMap(problemLines),
      'Correct this and start again. docs/configuration.md explains every key.',
      '',
    ].join('\n');
  }
}

/** The problem on one line, for logs. */
export function formatProblem({ path, found, allowed, didYouMean }: ConfigProblem): string {
  return `${path}: found ${found}${hintAt(didYouMean)}; allowed: ${allowed}`;
}

function problemLines({ path, found, allowed, didYouMean }: ConfigProblem): string[] {
  return [
    `  ${path}`,
    `    found:   ${found}`,
    ...(didYouMean ? [`    did you mean "${didYouMean}"?`] : []),
    `    allowed: ${allowed}`,
    '',
  ];
}
