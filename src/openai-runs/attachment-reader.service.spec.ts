import { describe, expect, it, jest } from '@jest/globals';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { AttachmentsService } from '../attachments/attachments.service.js';
import type { ContentPart } from '../common/conversation.js';
import type { AttachmentPart } from '../openai-wire/attachment-part.js';
import type { ModelRegistryService } from '../providers/model-registry.service.js';
import { AttachmentReader } from './attachment-reader.service.js';

const agent = { id: 'main', model: { primary: 'fake/model', fallbacks: [] } } as unknown as ResolvedAgent;
const { signal } = new AbortController();
const path = 'messages[1].content[0]';
const param = `${path}.image_url.url`;
const png: ContentPart = { type: 'image', mediaType: 'image/png', data: 'AA==' };

function setup({ input = ['text', 'image'], allowUrl = false, read = [png] as ContentPart[] } = {}) {
  const attachments = { read: jest.fn<AttachmentsService['read']>().mockResolvedValue(read) };
  const models = { primary: () => ({ input }) } as unknown as ModelRegistryService;
  const reader = new AttachmentReader(attachments as unknown as AttachmentsService, models);
  const context = { origin: { agent, signal }, imageUrls: { allowed: allowUrl, setting: 'the.setting' } };
  const sut = async (part: AttachmentPart) => reader.read(part, context);
  const ofResult = async (part: AttachmentPart) => reader.readResult(part, context);
  return { attachments, sut, ofResult };
}

const image = (url: string, detail?: 'low'): AttachmentPart => ({
  type: 'image',
  url,
  param,
  ...(detail ? { detail } : {}),
});

describe('AttachmentReader', () => {
  it('B7: hands an image on with its detail', async () => {
    const { attachments, sut } = setup();
    expect(await sut(image('data:image/png;base64,AA==', 'low'))).toEqual([{ ...png, detail: 'low' }]);
    expect(attachments.read).toHaveBeenCalledWith(
      { data: 'data:image/png;base64,AA==' },
      { input: ['text', 'image'], param, signal },
    );
  });

  it('B7: takes the scheme of a data URI in any case', async () => {
    expect(await setup().sut(image('DATA:image/png;base64,AA=='))).toEqual([png]);
  });

  it('B7: refuses a data URI that is no image', async () => {
    const { sut } = setup({ read: [{ type: 'text', text: 'x' }] });
    await expect(sut(image('data:text/plain;base64,AA=='))).rejects.toMatchObject({ status: 400, param });
  });

  it('B7: hands a file on with what the model reads', async () => {
    const { attachments, sut } = setup({ input: ['text'], read: [{ type: 'text', text: 'x' }] });
    const part: AttachmentPart = { type: 'file', data: 'AA==', filename: 'a.txt', param: `${path}.file.file_data` };
    expect(await sut(part)).toEqual([{ type: 'text', text: 'x' }]);
    expect(attachments.read).toHaveBeenCalledWith(part, { input: ['text'], param: `${path}.file.file_data`, signal });
  });

  it('B7: a file in the result of a tool is read as text, whatever the model reads', async () => {
    const { attachments, ofResult } = setup({ input: ['text', 'pdf'], read: [{ type: 'text', text: 'x' }] });
    const part: AttachmentPart = {
      type: 'file',
      data: 'AA==',
      filename: 'a.pdf',
      param: 'input[0].output[0].file_data',
    };
    expect(await ofResult(part)).toEqual([{ type: 'text', text: 'x' }]);
    expect(attachments.read).toHaveBeenCalledWith(part, { input: ['text'], param: part.param, signal });
  });

  it('B7: refuses an image by URL and names the switch', async () => {
    await expect(setup().sut(image('https://images.invalid/a.png'))).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_value',
      param,
      message: expect.stringContaining('the.setting'),
    });
  });

  it('B7: hands an image by URL on where it is allowed', async () => {
    const { sut } = setup({ allowUrl: true });
    expect(await sut(image('https://images.invalid/a.png', 'low'))).toEqual([
      { type: 'image', url: 'https://images.invalid/a.png', detail: 'low' },
    ]);
  });

  it('B7: refuses an image by URL for a model that reads none', async () => {
    const { sut } = setup({ allowUrl: true, input: ['text'] });
    await expect(sut(image('https://images.invalid/a.png'))).rejects.toMatchObject({ status: 400, param });
  });

  it.each([
    'file:///etc/passwd',
    'ftp://images.invalid/a.png',
    'javascript:alert(1)',
    'https://',
    'a.png',
    '',
    ' https://x',
  ])('B7: refuses the URL %j', async (url) => {
    const { sut } = setup({ allowUrl: true });
    await expect(sut(image(url))).rejects.toMatchObject({ status: 400, code: 'invalid_value', param });
  });
});
