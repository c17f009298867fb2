import { limitText } from '../../common/limit-text.js';
import type { ToolResult } from '../tool.port.js';

/** Characters of text that one tool result may put before the model. */
export const maxResultCharacters = 50_000;

/** Of those, what a tool gives to what was asked for; the rest is for notices about what is missing. */
export const maxShownCharacters = maxResultCharacters - 2_000;

/** Cuts overlong text and says so, so that the model knows it has not seen all. */
export function limitOutput(result: ToolResult): ToolResult {
  let left = maxResultCharacters;
  const content = result.content.map((part) => {
    if (part.type !== 'text') return part;
    const text = limitText(part.text, left);
    left -= text.length;
    const cut = part.text.length - text.length;
    return cut === 0 ? part : { ...part, text: `${text}\n[${cut} more characters were cut off]` };
  });
  return { ...result, content };
}
