import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { baseConfig, testToken, upstreamConfig } from '../support/create-test-app.js';
import { chunks, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { askResponse } from '../support/kept-response.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { readResponseStream } from '../support/response-stream.js';

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
afterEach(async () => {
  await GatewayProcess.killAll();
  upstream.reset();
});
afterAll(() => upstream.close());

function start(stateDir?: string): Promise<GatewayProcess> {
  const gateway = { ...baseConfig.gateway, ...servingResponses() };
  const config = { ...upstreamConfig(upstream.baseUrl), gateway };
  return GatewayProcess.start({ config, ...(stateDir === undefined ? {} : { stateDir }) });
}

function idIn(stream: string): string {
  return /"id":"(resp_[0-9a-f]+)"/.exec(stream)?.[1] ?? '';
}

async function resumed(gateway: GatewayProcess, id: string, after: number): Promise<string> {
  return (await askResponse(gateway, 'get', `${id}?stream=true&starting_after=${after}`)).text;
}

describe('responses, and a gateway that is killed', () => {
  it('an answer that was given is told again from every event on, to the byte, after kill -9', async () => {
    const first = await start();
    upstream.script(toolCall('session_status', {}), chunks(['Good ', 'mor', 'ning ☀️', '!']));
    const { text: whole } = await postResponse(first, { input: 'hi', stream: true });
    const id = idIn(whole);
    await first.kill();
    const second = await start(first.stateDir);
    const events = whole.split('\n\n');
    for (const { sequence_number: number } of readResponseStream(whole)) {
      expect(await resumed(second, id, number)).toBe(events.slice(number + 1).join('\n\n'));
    }
    expect((await askResponse(second, 'get', id)).body).toEqual(readResponseStream(whole).at(-1)?.response);
  });

  it('one that was at work is failed, and the stream ends where the client had left off', async () => {
    const first = await start();
    const manual = upstream.manual();
    const call = fetch(`${first.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ input: 'hi', stream: true, background: true }),
    });
    const exchange = await manual;
    await exchange.delta({ content: 'one ' });
    const reader = (await call).body?.getReader();
    let received = '';
    while (!received.includes('one ')) received += new TextDecoder().decode((await reader?.read())?.value);
    const id = idIn(received);
    const left = expect(reader?.read()).rejects.toThrow();
    await first.kill();
    await left;
    const second = await start(first.stateDir);
    const { body } = await askResponse(second, 'get', id);
    expect(body).toMatchObject({ status: 'failed', error: { code: 'server_error' }, output: [] });
    expect(body.error.message).toMatch(
      /^The gateway ended before this run did.*look before you send the request again/,
    );
    const last = received.split('\n\n').length - 2;
    const stream = await resumed(second, id, last);
    expect(readResponseStream(received + stream).at(-1)).toMatchObject({ type: 'response.failed', response: body });
  });
});
