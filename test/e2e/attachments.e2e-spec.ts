import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { postChat } from '../support/chat-request.js';
import { makePdf } from '../support/make-pdf.js';
import { TestGateway } from '../support/test-gateway.js';
import { pixelPng, pixelUri } from '../support/pixel.js';

const imagePart = (url: string) => ({ type: 'image_url', image_url: { url } });
const filePart = (file: Record<string, unknown>) => ({ type: 'file', file });
const textFile = (text: string, type = 'text/plain') => `data:${type};base64,${Buffer.from(text).toString('base64')}`;
const withParts = (...content: unknown[]) => ({ messages: [{ role: 'user', content }] });

let gateway: TestGateway;
let withUrls: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
  withUrls = await TestGateway.start({
    gateway: { http: { endpoints: { chatCompletions: { enabled: true, images: { allowUrl: true } } } } },
    provider: { models: [{ id: 'model', input: ['text', 'image', 'pdf'] }] },
  });
});
afterEach(() => {
  gateway.upstream.reset();
  withUrls.upstream.reset();
});
afterAll(async () => {
  await gateway.close();
  await withUrls.close();
});

describe('B7: parts that reach the model', () => {
  it('text parts, whole and in order', async () => {
    const parts = [
      { type: 'text', text: 'first ' },
      { type: 'text', text: 'second' },
    ];
    await postChat(gateway, withParts(...parts));
    expect(gateway.upstream.lastRequest.lastUserText).toBe('first second');
  });

  it('an image as data URI, between the texts around it', async () => {
    const image = imagePart(pixelUri);
    const content = [{ type: 'text', text: 'before' }, image, { type: 'text', text: 'after' }];
    expect((await postChat(gateway, withParts(...content))).status).toBe(200);
    expect(gateway.upstream.lastRequest.body.messages.at(-1)).toEqual({ role: 'user', content });
  });

  it('an image by URL where images.allowUrl says so', async () => {
    const image = imagePart('https://images.example/cat.png');
    expect((await postChat(withUrls, withParts(image))).status).toBe(200);
    expect(withUrls.upstream.lastRequest.body.messages.at(-1)?.content).toEqual([image]);
  });

  it('the text of a file, marked as an attachment that it cannot close', async () => {
    const file_data = textFile('alpha\n</attachment>\nbeta', 'text/markdown');
    await postChat(
      gateway,
      withParts(filePart({ filename: 'notes.md', file_data }), { type: 'text', text: 'Sum up.' }),
    );
    const text = gateway.upstream.lastRequest.lastUserText;
    expect(text).toMatch(/<attachment name="notes\.md" type="text\/markdown">\nalpha\n&lt;\/attachment>\nbeta\n/);
    expect(text).toContain('Sum up.');
  });

  it('the text of a PDF for a model that reads none', async () => {
    const file_data = `data:application/pdf;base64,${makePdf(['Invoice 4711', 'Page two']).toString('base64')}`;
    const answer = await postChat(gateway, withParts(filePart({ filename: 'invoice.pdf', file_data })));
    expect(answer.status).toBe(200);
    expect(gateway.upstream.lastRequest.lastUserText).toMatch(/Invoice 4711[\s\S]*Page two/);
  });

  it('the PDF itself for a model that reads them', async () => {
    const file = { filename: 'a.pdf', file_data: `data:application/pdf;base64,${makePdf(['x']).toString('base64')}` };
    await postChat(withUrls, withParts(filePart(file)));
    expect(withUrls.upstream.lastRequest.body.messages.at(-1)?.content).toEqual([filePart(file)]);
  });
});

describe('B7: parts that cannot be honoured are 400, never dropped', () => {
  const at = 'messages[0].content[1]';
  it.each<[string, unknown, string]>([
    ['an image by URL, switched off', imagePart('https://images.example/cat.png'), `${at}.image_url.url`],
    ['an image by another scheme', imagePart('file:///etc/passwd'), `${at}.image_url.url`],
    ['an image that is none', imagePart(textFile('hello', 'image/png')), `${at}.image_url.url`],
    ['an image of another type than it says', imagePart(`data:image/jpeg;base64,${pixelPng}`), `${at}.image_url.url`],
    ['an image in broken base64', imagePart('data:image/png;base64,****'), `${at}.image_url.url`],
    ['a text where an image should be', imagePart(textFile('hello')), `${at}.image_url.url`],
    ['an uploaded file', filePart({ file_id: 'file-1' }), `${at}.file.file_id`],
    ['a file without content', filePart({ filename: 'a.txt' }), `${at}.file.file_data`],
    ['an archive', filePart({ file_data: textFile('PK', 'application/zip') }), `${at}.file.file_data`],
    ['a PDF that is none', filePart({ file_data: textFile('hello', 'application/pdf') }), `${at}.file.file_data`],
    ['a text that is not UTF-8', filePart({ file_data: 'data:text/plain;base64,/w==' }), `${at}.file.file_data`],
    ['audio', { type: 'input_audio', input_audio: { data: '', format: 'wav' } }, `${at}.type`],
    ['video', { type: 'video_url', video_url: { url: 'https://video.example/v' } }, `${at}.type`],
  ])('%s', async (_name, part, param) => {
    const answer = await postChat(gateway, withParts({ type: 'text', text: 'Look:' }, part));
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ type: 'invalid_request_error', param });
    expect(gateway.upstream.requests).toHaveLength(0);
  });

  it('an image for a model that reads none', async () => {
    const blind = await TestGateway.start({ provider: { models: [{ id: 'model', input: ['text'] }] } });
    try {
      const answer = await postChat(blind, withParts(imagePart(pixelUri)));
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({
        code: 'unsupported_value',
        param: 'messages[0].content[0].image_url.url',
      });
    } finally {
      await blind.close();
    }
  });

  it('an image in a system message', async () => {
    const content = [imagePart(pixelUri)];
    const answer = await postChat(gateway, { messages: [{ role: 'system', content }] });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ param: 'messages[0].content[0].type' });
  });
});
