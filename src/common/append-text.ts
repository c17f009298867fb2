/** Characters that are put together without a look at how. */
const leastBlock = 1024;
/** Into how many blocks, or up to twice as many, a long text is divided. */
const blocksOfText = 16;
/** Characters from which on a piece is worth its node. */
const largePiece = 64;

/**
 * `text` with `piece` behind it, for texts that grow by many small pieces and may be kept for long before they are read. The engine
 * keeps a sum of texts as a tree with a node for each piece, many times as large as small pieces; so whenever they fill a block, all
 * is copied into one text.
 */
export function appendText(text: string, piece: string): string {
  if (piece.length >= largePiece) return text + piece;
  const length = text.length + piece.length;
  const block = Math.max(leastBlock, 2 ** Math.floor(Math.log2(length / blocksOfText)));
  const isFull = Math.floor(text.length / block) !== Math.floor(length / block);
  return isFull ? [text, piece].join('') : text + piece;
}
