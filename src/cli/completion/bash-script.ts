import { type CompletedCommand, followingWords } from './completion-words.js';

/** A script for bash: words of commands, then the options of the command that stands there. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of openclaw for bash. Use it with: source <(openclaw completion bash)
_openclaw() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    [[ "\${COMP_WORDS[index]}" == -* ]] && break
    words+="\${words:+ }\${COMP_WORDS[index]}"
  done
  local candidates=""
  case "$words" in
${cases(commands)}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _openclaw openclaw
`;
}

function cases(commands: readonly CompletedCommand[]): string {
  const options = commands.map(({ name, options: all }): [string, string[]] => [name, all.map(({ flag }) => flag)]);
  const words = new Map(options);
  for (const [beginning, next] of followingWords(commands)) {
    words.set(beginning, [...next, ...(words.get(beginning) ?? [])]);
  }
  // Longer beginnings first: what stands after a command, such as a key, does not change what can follow.
  return [...words]
    .toSorted(([left], [right]) => right.length - left.length)
    .map(([beginning, next]) => `    ${pattern(beginning)}) candidates="${next.join(' ')}" ;;`)
    .join('\n');
}

function pattern(beginning: string): string {
  return beginning === '' ? '""' : `"${beginning}" | "${beginning} "*`;
}
