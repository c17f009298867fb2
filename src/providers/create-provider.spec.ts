import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeIds } from '../../test/support/fake-ids.js';
import { collect, modelRequest, providerConfig } from '../../test/support/provider-fixtures.js';
import { answer, RecordedUpstream } from '../../test/support/recorded-upstream.js';
import { providerApis } from '../config/models.config.js';
import { createProvider } from './create-provider.js';

const overTheWire = providerApis.filter((api) => api !== 'builtin-guide');

describe(createProvider.name, () => {
  let upstream: RecordedUpstream;

  beforeEach(async () => {
    upstream = await RecordedUpstream.start();
  });
  afterEach(() => upstream.close());

  it.each(overTheWire)('C5: an error of %s repeats no secret that the provider repeats', async (api) => {
    const message = 'Wrong: not-a-real-key, Bearer also-no-real-key, also-no-real-key, query-secret.';
    const type = 'authentication_error';
    upstream.script(answer(401, JSON.stringify({ type: 'error', error: { type, message, code: 401, status: 'NO' } })));
    const config = providerConfig({
      api,
      baseUrl: `${upstream.url}/v1?key=query-secret`,
      apiKey: 'not-a-real-key',
      headers: { 'x-proxy-authorization': 'Bearer also-no-real-key' },
    });
    const sut = createProvider(config, { clock: new FakeClock(), ids: new FakeIds() });
    const events = await collect(sut.stream(modelRequest(), new AbortController().signal));
    await sut.destroy();
    expect(events).toEqual([
      {
        type: 'error',
        error: expect.objectContaining({
          kind: 'auth',
          providerMessage: 'Wrong: [secret], [secret], [secret], [secret].',
          message: expect.not.stringContaining('real-key'),
        }),
      },
    ]);
  });
});
