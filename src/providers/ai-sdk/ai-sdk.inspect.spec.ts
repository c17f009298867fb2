import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AiSdkHarness, collect, errorOf, folderOf, requestFor } from '../../../test/support/ai-sdk-harness.js';
import { eventStream, recording } from '../../../test/support/recorded-upstream.js';
import type { OutgoingRequest } from '../request-inspector.js';
import { RequestWithheldError } from '../request-withheld.error.js';
import { toOutgoingRequest } from './to-outgoing-request.js';

describe.each(['anthropic-messages', 'google-generative-ai'] as const)('Inspected requests by %s', (api) => {
  let harness: AiSdkHarness;
  let inspected: OutgoingRequest[];

  beforeEach(async () => {
    harness = await AiSdkHarness.start();
    inspected = [];
  });
  afterEach(() => harness.upstream.close());

  const watch = (request: OutgoingRequest): void => {
    inspected.push(request);
  };
  const refuse = (request: OutgoingRequest): never => {
    watch(request);
    throw new RequestWithheldError('the host name was found');
  };

  it('G5: are seen as they are sent: address, headers and body', async () => {
    harness.upstream.script(eventStream(recording(`${folderOf(api)}/text.sse`)));
    const sut = harness.create(api, { headers: { 'x-team': 'blue-team-7' } });
    await collect(sut, requestFor(api, { inspect: watch }));
    const [{ target, headers, body, ownSecrets }] = inspected;
    const [sent] = harness.upstream.requests;
    expect(inspected).toHaveLength(1);
    expect([target, JSON.parse(body)]).toEqual([sent.path, sent.body]);
    expect(headers).toContain('x-team: blue-team-7\n');
    expect(headers).toContain(`user-agent: ${String(sent.headers['user-agent'])}\n`);
    expect(ownSecrets()).toEqual(expect.arrayContaining(['not-a-real-key', 'blue-team-7']));
  });

  it('G5: that are refused are not sent and not tried again', async () => {
    const sut = harness.create(api, { maxRetries: 3 });
    const events = (await collect(sut, requestFor(api, { inspect: refuse }))).flat();
    expect(errorOf(events).kind).toBe('withheld');
    expect([inspected.length, harness.upstream.requests.length]).toEqual([1, 0]);
  });
});

describe(toOutgoingRequest.name, () => {
  it('refuses a body that nobody could look into', () => {
    for (const body of [undefined, new Uint8Array([1]), new FormData()]) {
      expect(() => toOutgoingRequest('http://host/path', new Headers(), body)).toThrow('cannot be inspected');
    }
  });

  it('takes the address in any form', () => {
    for (const input of ['http://host/a?b=c', new URL('http://host/a?b=c'), new Request('http://host/a?b=c')]) {
      expect(toOutgoingRequest(input, new Headers(), '{}').target).toBe('/a?b=c');
    }
  });
});
