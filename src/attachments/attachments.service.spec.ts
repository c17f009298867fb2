import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { makePdf } from '../../test/support/make-pdf.js';
import type { ContentPart } from '../common/conversation.js';
import { InvalidRequestError } from '../common/gateway-error.js';
import type { NativeInput } from '../config/models.config.js';
import type { Attachment } from './attachment.js';
import { AttachmentsService } from './attachments.service.js';
import type { PdfText, PdfTextResult } from './pdf-text.port.js';

const param = 'messages[0].content[0].file';
const png = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1');
const base64Of = (content: string | Uint8Array): string => Buffer.from(content).toString('base64');

describe(AttachmentsService.name, () => {
  const extract = jest.fn<PdfText['extract']>();
  const sut = new AttachmentsService({ extract });

  beforeEach(() => {
    extract.mockReset();
  });

  function read(attachment: Attachment, input: NativeInput[] = ['text']): Promise<ContentPart[]> {
    return sut.read(attachment, { input, param, signal: new AbortController().signal });
  }

  function wrapped(name: string, type: string, text: string): ContentPart[] {
    return [{ type: 'text', text: `<attachment name="${name}" type="${type}">\n${text}\n</attachment>` }];
  }

  function refusal(text: string): unknown {
    return expect.objectContaining({ status: 400, param, message: expect.stringContaining(text) });
  }

  it.each([
    ['notes.md', 'text/markdown'],
    ['data.json', 'application/json; charset=utf-8'],
    ['feed', 'application/atom+xml'],
    ['table.csv', 'text/csv'],
    ['main.ts', 'video/mp2t'],
    ['Makefile', undefined],
    ['lib.rs', 'application/octet-stream'],
    [undefined, undefined],
  ])('B7: gives the text of %s (%s), marked as an attachment', async (filename, mediaType) => {
    const data = base64Of('Grüße 🌍');
    const shownType = mediaType === undefined ? 'text/plain' : (mediaType.split(';')[0] ?? '');

    const parts = await read({ data, ...(filename ? { filename } : {}), ...(mediaType ? { mediaType } : {}) });

    expect(parts).toEqual(wrapped(filename ?? 'attachment', shownType, 'Grüße 🌍'));
  });

  it('takes a data URI, whose type counts, and only the last part of a path', async () => {
    const data = `data:text/csv;base64,${base64Of('a,b')}`;

    const parts = await read({ data, mediaType: 'application/pdf', filename: 'C:\\Users\\someone\\list' });

    expect(parts).toEqual(wrapped('list', 'text/csv', 'a,b'));
  });

  it('strips a byte order mark and cuts a long text with a notice, splitting no character', async () => {
    expect(await read({ data: base64Of('\ufeffhi'), filename: 'a.txt' })).toEqual(wrapped('a.txt', 'text/plain', 'hi'));

    const [part] = await read({ data: base64Of(`x${'🌍'.repeat(150_000)}`), filename: 'a.txt' });

    const text = part.type === 'text' ? part.text : '';
    expect(text).toContain('[cut here: this is the first 200000 characters of the file]');
    expect(text.isWellFormed()).toBe(true);
    expect(text.length).toBeLessThan(200_200);
  });

  it.each<[string, Attachment, string]>([
    [
      'an archive',
      { data: base64Of('PK\x03\x04'), mediaType: 'application/zip' },
      'type application/zip cannot be read',
    ],
    ['audio', { data: base64Of('ID3'), mediaType: 'audio/mpeg', filename: 'a.mp3' }, 'Accepted: text files'],
    ['unnamed binary data', { data: base64Of(Uint8Array.of(1, 0, 2)) }, 'This file cannot be read'],
    ['text that is not UTF-8', { data: base64Of(Uint8Array.of(0x47, 0xfc)), filename: 'a.txt' }, 'save it as UTF-8'],
    ['text with NUL', { data: base64Of('a\0b'), filename: 'a.txt' }, 'save it as UTF-8'],
    ['broken base64', { data: '%%%%', filename: 'a.txt' }, 'not valid base64'],
    ['an empty file', { data: '', filename: 'a.txt' }, 'not valid base64'],
    ['a PDF that is none', { data: base64Of('hello'), mediaType: 'application/pdf' }, 'declared as a PDF'],
    ['an image for a model without eyes', { data: base64Of(png), mediaType: 'image/png' }, 'does not read images'],
    ['an image of another type', { data: base64Of(png), mediaType: 'image/gif' }, 'is an image/png'],
    ['an unknown image type', { data: base64Of('x'), mediaType: 'image/tiff' }, 'Accepted: image/png'],
  ])('B7: refuses %s', async (_, attachment, text) => {
    await expect(read(attachment)).rejects.toEqual(refusal(text));
  });

  it('B7: passes an image on to a model that reads images', async () => {
    const data = base64Of(png);

    expect(await read({ data, mediaType: 'image/png' }, ['text', 'image'])).toEqual([
      { type: 'image', mediaType: 'image/png', data },
    ]);
  });

  it('B7: passes a PDF on to a model that reads PDF, found by type, name or content', async () => {
    const data = base64Of(makePdf(['hi']));
    const file = { type: 'file', mediaType: 'application/pdf', data };

    expect(await read({ data, mediaType: 'application/pdf' }, ['pdf'])).toEqual([{ ...file, filename: 'attachment' }]);
    expect(await read({ data, filename: 'a.PDF' }, ['pdf'])).toEqual([{ ...file, filename: 'a.PDF' }]);
    expect(await read({ data }, ['pdf'])).toEqual([{ ...file, filename: 'attachment' }]);
    expect(extract).not.toHaveBeenCalled();
  });

  it('B7: gives the text of a PDF to a model that does not read PDF', async () => {
    extract.mockResolvedValueOnce({ text: 'page one', pages: 1, totalPages: 1, truncated: false });
    extract.mockResolvedValueOnce({ text: 'page one', pages: 500, totalPages: 900, truncated: true });
    const attachment = { data: base64Of(makePdf(['hi'])), filename: 'a.pdf' };

    expect(await read(attachment)).toEqual(wrapped('a.pdf', 'application/pdf', 'page one'));
    expect(await read(attachment)).toEqual([
      expect.objectContaining({ text: expect.stringContaining('500 of 900 pages') }),
    ]);
  });

  it.each<[PdfTextResult, string]>([
    [{ problem: 'password' }, 'password'],
    [{ problem: 'broken' }, 'broken'],
    [{ problem: 'too-long' }, 'took too long'],
    [{ text: ' \n', pages: 1, totalPages: 1, truncated: false }, 'holds no text'],
  ])('B7: refuses a PDF without readable text: %j', async (result, text) => {
    extract.mockResolvedValue(result);

    await expect(read({ data: base64Of(makePdf(['hi'])) })).rejects.toEqual(refusal(text));
  });

  it('B7: answers any bytes under any name with parts or a 400', async () => {
    extract.mockResolvedValue({ problem: 'broken' });
    const type = fc.constantFrom('', 'text/plain', 'application/pdf', 'image/png', 'application/zip', 'nonsense', ';');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), type, fc.string(), async (bytes, mediaType, filename) => {
        const outcome = await read({ data: base64Of(bytes), mediaType, filename }).catch((error: unknown) => error);
        expect(Array.isArray(outcome) || outcome instanceof InvalidRequestError).toBe(true);
      }),
    );
  });
});
