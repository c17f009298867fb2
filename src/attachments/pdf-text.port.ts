export interface PdfTextLimits {
  maxPages: number;
  /** UTF-16 units of text in all. */
  maxCharacters: number;
  maxMilliseconds: number;
}

/** `problem` is why there is no text: a password, no readable PDF, or a limit of time or memory. */
export type PdfTextResult =
  | { text: string; pages: number; totalPages: number; truncated: boolean }
  | { problem: 'password' | 'broken' | 'too-long' };

/**
 * Takes the text out of a PDF. Never throws for what a document holds; rejects with the signal's reason when aborted. Work
 * stops at the abort and at the limits.
 */
export interface PdfText {
  extract(pdf: Uint8Array, limits: PdfTextLimits, signal: AbortSignal): Promise<PdfTextResult>;
}
export const PdfText = Symbol('PdfText');
