import type { CompletedCommand } from './completion-words.js';

/** A script for fish, with what each word means. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of openclaw for fish. Use it with: openclaw completion fish | source
function __openclaw_words
  set -l words
  for word in (commandline -opc)[2..]
    string match -q -- '-*' $word; and break
    set -a words $word
  end
  string join ' ' -- $words
end
function __openclaw_after
  set -l words (__openclaw_words)
  test "$words" = "$argv[1]"; or string match -q -- "$argv[1] *" "$words"
end
${commands.flatMap(commandLines).join('\n')}
`;
}

function commandLines({ name, summary, options }: CompletedCommand): string[] {
  const words = name.split(' ');
  const wordLines = words.map((word, index) => {
    const beginning = words.slice(0, index).join(' ');
    const description = index === words.length - 1 ? summary : `commands for ${word}`;
    return `complete -c openclaw -f -n 'test (__openclaw_words) = "${beginning}"' -a ${word} -d ${quoted(description)}`;
  });
  const optionLines = options.map(({ flag, description, takesValue }) => {
    const value = takesValue ? ' -r' : '';
    return `complete -c openclaw -n '__openclaw_after "${name}"' -l ${flag.slice(2)}${value} -d ${quoted(description)}`;
  });
  return [...wordLines, ...optionLines];
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
