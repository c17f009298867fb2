import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { sniffImage } from '../../common/sniff-image.js';
import { fileReason } from '../file-reason.js';
import { usageError } from '../usage-error.js';

/** A file as the methods `agent` and `chat.send` take it. */
export interface FileAttachment {
  fileName: string;
  /** Only where the content tells it; the gateway judges the others by their names. */
  mimeType?: string;
  /** base64 */
  content: string;
}

/** @throws CliError for a file that cannot be read, or is empty. */
export function readAttachments(paths: readonly string[]): Promise<FileAttachment[]> {
  return Promise.all(paths.map(readAttachment));
}

async function readAttachment(path: string): Promise<FileAttachment> {
  const bytes = await readBytes(path);
  if (bytes.length === 0) throw usageError(`The file ${path} is empty; leave it out.`, 'agent');
  const mimeType =
    sniffImage(bytes) ?? (bytes.subarray(0, 5).toString('latin1') === '%PDF-' ? 'application/pdf' : undefined);
  const content = bytes.toString('base64');
  return { fileName: basename(path), ...(mimeType === undefined ? {} : { mimeType }), content };
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw usageError(`The file ${path} cannot be read: ${fileReason(error)}.`, 'agent');
  }
}
