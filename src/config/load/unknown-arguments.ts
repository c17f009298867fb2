import { parseArgs } from 'node:util';
import type { ConfigProblem } from '../config-problem.js';
import { closestWord } from '../settings/closest-word.js';

const known = ['--port'];

/** A problem for each command-line argument that means nothing. The values of unknown options may be secret and are not shown. */
export function unknownArguments(argv: readonly string[]): ConfigProblem[] {
  const options = { port: { type: 'string' } } as const;
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  const unknown = tokens.map((token) => token.kind === 'option' && token.name !== 'port');
  return tokens.flatMap((token, index) => {
    if (token.kind === 'option') return unknown[index] ? [unknownOption(token.rawName)] : [];
    const isValueOfUnknown = unknown[index - 1];
    return token.kind === 'positional' && !isValueOfUnknown ? [unknownOption(token.value)] : [];
  });
}

function unknownOption(written: string): ConfigProblem {
  const closest = closestWord(written, known);
  return {
    path: written.slice(0, 64),
    found: 'an unknown command-line argument',
    allowed: '--port <number>; everything else is set in the configuration file',
    ...(closest === undefined ? {} : { didYouMean: closest }),
  };
}
