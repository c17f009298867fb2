import { type CompletedCommand, followingWords } from './completion-words.js';

/** A script for zsh, with what each word means. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef openclaw
# Completion of openclaw for zsh. Use it with: source <(openclaw completion zsh)
_openclaw() {
  local words_before="" index
  for ((index = 2; index < CURRENT; index++)); do
    [[ "\${words[index]}" == -* ]] && break
    words_before+="\${words_before:+ }\${words[index]}"
  done
  local -a candidates
  case "$words_before" in
${cases(commands)}
  esac
  _describe 'openclaw' candidates
  _files
}
compdef _openclaw openclaw
`;
}

function cases(commands: readonly CompletedCommand[]): string {
  const lines = new Map<string, string[]>();
  for (const [beginning, next] of followingWords(commands)) {
    lines.set(
      beginning,
      next.map((word) => quoted(word, summaryOf(commands, beginning, word))),
    );
  }
  for (const { name, options } of commands) {
    const flags = options.map(({ flag, description }) => quoted(flag, description));
    lines.set(name, [...(lines.get(name) ?? []), ...flags]);
  }
  return [...lines]
    .toSorted(([left], [right]) => right.length - left.length)
    .map(([beginning, all]) => `    ${pattern(beginning)}) candidates=(${all.join(' ')}) ;;`)
    .join('\n');
}

function summaryOf(commands: readonly CompletedCommand[], beginning: string, word: string): string {
  const name = beginning === '' ? word : `${beginning} ${word}`;
  return commands.find((command) => command.name === name)?.summary ?? `commands for ${name}`;
}

function pattern(beginning: string): string {
  return beginning === '' ? '""' : `"${beginning}"|"${beginning} "*`;
}

function quoted(word: string, description: string): string {
  return `'${word}:${description.replaceAll("'", "'\\''")}'`;
}
