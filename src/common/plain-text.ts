/* eslint-disable no-control-regex -- control characters are what this file is about */

/** Escape sequences of terminals: with parameters, with a text (titles, links), and the short ones. */
const escapeSequences =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_][^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|[ -/]*[0-~]?)/g;
/** Tab and line feed stay. */
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** What a command printed for a terminal, without colours, cursor movements and control characters. */
export function plainText(text: string): string {
  return text
    .replace(escapeSequences, '')
    .replace(/\r+\n?/g, '\n')
    .replace(controlCharacters, '');
}
