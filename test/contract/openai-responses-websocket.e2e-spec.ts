import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ResponsesServerEvent } from 'openai/resources/responses/responses';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { text } from '../support/fake-answers.js';
import { expectValidResponseEvent } from '../support/openai-schema.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';

let gateway: TestGateway;
let openai: OpenAI;

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
  openai = new OpenAI({ apiKey: testToken, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);

describe('the openai package: responses over a WebSocket', () => {
  /** The events of a connection, and the errors that the package makes of some. */
  function listening(sut: ResponsesWS) {
    const events: ResponsesServerEvent[] = [];
    const errors: { message: string; event: unknown }[] = [];
    sut.on('event', (event) => events.push(event));
    sut.on('error', ({ message, error: event }) => errors.push({ message, event }));
    return { events, errors };
  }

  it('creates one after the other, and goes on with what is not stored', async () => {
    gateway.upstream.script(text('One.'), text('Two.'));
    const sut = new ResponsesWS(openai);
    const { events, errors } = listening(sut);
    const completed = () => events.flatMap((event) => (event.type === 'response.completed' ? [event.response] : []));
    sut.send({ type: 'response.create', model: 'openclaw', store: false, input: 'first' });
    await eventually(() => completed().length === 1);
    const previous_response_id = completed()[0]?.id ?? '';
    sut.send({ type: 'response.create', model: 'openclaw', store: false, previous_response_id, input: 'second' });
    await eventually(() => completed().length === 2);
    expect(sent()).toMatchObject([{ content: 'first' }, { content: 'One.' }, { content: 'second' }]);
    events.forEach(expectValidResponseEvent);
    expect(errors).toEqual([]);
    sut.close();
  });

  it('is told of an error, with its code', async () => {
    const sut = new ResponsesWS(openai);
    const { errors } = listening(sut);
    sut.send({ type: 'response.create', model: 'openclaw', previous_response_id: 'resp_missing', input: 'hi' });
    await eventually(() => errors.length === 1);
    expect(errors[0]?.message).toContain('not found');
    expect(errors[0]?.event).toMatchObject({ status: 400, error: { code: 'previous_response_not_found' } });
    sut.close();
  });

  it('is not let in with a wrong key', async () => {
    const stranger = new OpenAI({ apiKey: 'wrong-token', baseURL: `${gateway.url}/v1` });
    const sut = new ResponsesWS(stranger);
    const { errors } = listening(sut);
    await eventually(() => errors.length > 0);
    expect(errors[0]?.message).toContain('401');
  });
});
