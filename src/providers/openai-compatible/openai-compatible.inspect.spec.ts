import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { status, text } from '../../../test/support/fake-answers.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { FakeUpstream } from '../../../test/support/fake-upstream.js';
import { collect, modelRequest, providerConfig } from '../../../test/support/provider-fixtures.js';
import type { OutgoingRequest } from '../request-inspector.js';
import { RequestWithheldError } from '../request-withheld.error.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';

describe('Inspected requests of an OpenAI-compatible provider', () => {
  let upstream: FakeUpstream;
  let sut: OpenAiCompatibleProvider;
  let inspected: OutgoingRequest[];

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    const config = providerConfig({
      baseUrl: `${upstream.baseUrl}?tenant=blue`,
      apiKey: 'sk-own-key-1',
      headers: { 'X-Team': 'blue-team-7' },
      maxRetries: 3,
    });
    sut = new OpenAiCompatibleProvider(config, { clock: new FakeClock(), ids: new FakeIds() });
    inspected = [];
  });
  afterEach(async () => {
    await sut.destroy();
    await upstream.close();
  });

  const watch = (request: OutgoingRequest): void => {
    inspected.push(request);
  };
  const refuse = (request: OutgoingRequest): never => {
    watch(request);
    throw new RequestWithheldError('the host name was found');
  };
  const { signal } = new AbortController();

  it('G5: are seen as they are sent: address, headers and the very body', async () => {
    upstream.script(text('ok'));
    await collect(sut.stream(modelRequest({ inspect: watch, system: 'Ä "quoted"' }), signal));
    const [{ target, headers, body, ownSecrets }] = inspected;
    expect([inspected.length, body]).toEqual([1, upstream.lastRequest.raw]);
    expect(target).toBe(upstream.lastRequest.path);
    expect(headers).toContain('authorization: Bearer sk-own-key-1\n');
    expect(headers).toContain('x-team: blue-team-7\n');
    expect(ownSecrets()).toEqual(expect.arrayContaining(['sk-own-key-1', 'blue-team-7']));
  });

  it('G5: that are refused are not sent and not tried again', async () => {
    const events = await collect(sut.stream(modelRequest({ inspect: refuse }), signal));
    expect(events).toEqual([{ type: 'error', error: expect.objectContaining({ kind: 'withheld' }) }]);
    expect([inspected.length, upstream.paths.length]).toEqual([1, 0]);
  });

  it('G5: are seen at each attempt', async () => {
    upstream.script(status(400), text('ok'));
    const once = (request: OutgoingRequest): void => (inspected.length === 0 ? watch(request) : refuse(request));
    const first = await collect(sut.stream(modelRequest({ inspect: once }), signal));
    const second = await collect(sut.stream(modelRequest({ inspect: once }), signal));
    expect([...first, ...second]).toMatchObject([
      { type: 'error', error: { kind: 'rejected' } },
      { type: 'error', error: { kind: 'withheld' } },
    ]);
    expect(upstream.paths).toHaveLength(1);
  });

  it('G5: for embeddings too', async () => {
    const asked = { model: 'm', input: { type: 'texts' as const, texts: ['hi'] }, encoding: 'float' as const };
    await sut.embed({ ...asked, inspect: watch }, signal);
    expect(inspected).toMatchObject([{ body: upstream.embeddingRequests[0].raw }]);
    await expect(sut.embed({ ...asked, inspect: refuse }, signal)).rejects.toMatchObject({ kind: 'withheld' });
    expect(upstream.embeddingRequests).toHaveLength(1);
  });
});
