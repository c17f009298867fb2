import type { NativeInput } from '../config/models.config.js';

/** A file as a client sent it. */
export interface Attachment {
  /** As the client named it; without one it is judged by the file name, then by the content. */
  mediaType?: string;
  filename?: string;
  /** Base64, or a whole `data:` URI, whose media type then counts. */
  data: string;
}

export interface ReadAttachmentOptions {
  input: readonly NativeInput[];
  /** The request field that an error names, e.g. `messages[0].content[1].file`. */
  param: string;
  signal: AbortSignal;
}
