import { limitText } from '../../common/limit-text.js';
import { maxResultCharacters } from '../execution/limit-output.js';
import { plainText } from '../../common/plain-text.js';

/** Characters that are gathered before they are shown, unless the command ends before. */
const pieceCharacters = 1_000;

/** Shows the output of a command as it comes, in pieces of some size and not without end. */
export class OutputProgress {
  private gathered = '';
  private left = maxResultCharacters;

  constructor(private readonly show: (text: string) => void) {}

  append(text: string): void {
    const room = this.left - this.gathered.length;
    if (room <= 0) return;
    this.gathered += limitText(text, room);
    if (this.gathered.length >= pieceCharacters || this.gathered.endsWith('\n')) this.flush();
  }

  flush(): void {
    const text = plainText(this.gathered);
    this.left -= this.gathered.length;
    this.gathered = '';
    if (text !== '') this.show(text);
  }
}
