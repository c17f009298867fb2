import { Inject, Injectable } from '@nestjs/common';
import type { ContentPart, FilePart, TextPart } from '../common/conversation.js';
import { limitText } from '../common/limit-text.js';
import { plainMediaType } from '../common/media-type.js';
import { invalidValue, unsupportedValue } from '../common/request-errors.js';
import type { Attachment, ReadAttachmentOptions } from './attachment.js';
import { imagesNotRead } from './attachment.errors.js';
import { checkBase64 } from './check-base64.js';
import { checkImage } from './check-image.js';
import { kindOf, looksLikePdf } from './media-type.js';
import { parseDataUri } from './parse-data-uri.js';
import { PdfText } from './pdf-text.port.js';
import type { PdfTextResult } from './pdf-text.port.js';
import { wrapAttachment } from './wrap-attachment.js';

interface OpenedAttachment {
  name: string;
  mediaType: string;
  /** Checked base64. */
  data: string;
  bytes: Uint8Array;
}

const maxCharacters = 200_000;
const pdfLimits = { maxPages: 500, maxCharacters, maxMilliseconds: 20_000 };
const accepted =
  'text files in UTF-8 (plain text, Markdown, JSON, XML, CSV, source code), PDF, and PNG, JPEG, WebP or GIF images';

/** Turns the files that clients attach into something a model can read. */
@Injectable()
export class AttachmentsService {
  constructor(@Inject(PdfText) private readonly pdfText: PdfText) {}

  /**
   * The content parts for one file: the file itself where the model reads its kind, else its text, marked as not written
   * by the user and cut at 200,000 characters with a notice. Throws an `InvalidRequestError` (400) that names
   * `options.param` for a file that cannot be honoured; rejects with the signal's reason when aborted.
   */
  async read(attachment: Attachment, options: ReadAttachmentOptions): Promise<ContentPart[]> {
    const file = open(attachment, options.param);
    switch (kindOf(file.mediaType, attachment.filename ?? '', file.bytes)) {
      case 'text':
        return [toText(file, options.param)];
      case 'image':
        return [toImage(file, options)];
      case 'pdf':
        return [await this.toPdf(file, options)];
      case 'unknown': {
        const what = file.mediaType === '' ? 'This file' : `A file of type ${file.mediaType}`;
        throw unsupportedValue(options.param, `${what} cannot be read. Accepted: ${accepted}.`);
      }
    }
  }

  private async toPdf(file: OpenedAttachment, options: ReadAttachmentOptions): Promise<FilePart | TextPart> {
    if (!looksLikePdf(file.bytes)) throw invalidValue(options.param, 'the data is declared as a PDF but is none');
    const mediaType = 'application/pdf';
    if (options.input.includes('pdf')) return { type: 'file', mediaType, data: file.data, filename: file.name };
    const result = await this.pdfText.extract(file.bytes, pdfLimits, options.signal);
    return { type: 'text', text: wrapAttachment(file.name, mediaType, textOfPdf(result, options.param)) };
  }
}

function open(attachment: Attachment, param: string): OpenedAttachment {
  const inline =
    attachment.data.slice(0, 5).toLowerCase() === 'data:' ? parseDataUri(attachment.data, param) : undefined;
  const data = inline?.data ?? checkBase64(attachment.data, param);
  const mediaType = inline?.mediaType ?? plainMediaType(attachment.mediaType ?? '');
  // A path of the client's machine is nobody's business but its own.
  const name = attachment.filename?.split(/[/\\]/).at(-1) ?? '';
  return { name: name === '' ? 'attachment' : name, mediaType, data, bytes: Buffer.from(data, 'base64') };
}

function toText(file: OpenedAttachment, param: string): TextPart {
  const whole = decodeUtf8(file.bytes, param);
  const text = limitText(whole, maxCharacters);
  const body = text.length < whole.length ? withNotice(text, `the first ${maxCharacters} characters`) : text;
  return { type: 'text', text: wrapAttachment(file.name, file.mediaType === '' ? 'text/plain' : file.mediaType, body) };
}

function decodeUtf8(bytes: Uint8Array, param: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Told below, together with text that holds a NUL.
  }
  throw invalidValue(param, `the file is not text in UTF-8; save it as UTF-8. Accepted: ${accepted}`);
}

function toImage(file: OpenedAttachment, options: ReadAttachmentOptions): ContentPart {
  const image = checkImage(file, options.param);
  if (options.input.includes('image')) return { type: 'image', ...image };
  throw imagesNotRead(options.param);
}

function textOfPdf(result: PdfTextResult, param: string): string {
  if ('problem' in result) throw invalidValue(param, pdfProblems[result.problem]);
  if (result.text.trim() === '') throw invalidValue(param, pdfProblems.empty);
  const text = limitText(result.text, maxCharacters);
  const shown = `${result.pages} of ${result.totalPages} pages, at most ${maxCharacters} characters`;
  return result.truncated ? withNotice(text, shown) : text;
}

const pdfProblems = {
  password: 'the PDF is protected by a password; send it without one',
  broken: 'the PDF cannot be read, because it is broken or too complex; send it as text, or save it anew',
  'too-long': 'reading the PDF took too long; send fewer pages, or the text itself',
  empty: "the PDF holds no text (a scan?) and the agent's model does not read PDF itself; send its text",
};

function withNotice(text: string, shown: string): string {
  return `${text}\n[cut here: this is ${shown} of the file]`;
}
