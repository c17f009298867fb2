import { once } from 'node:events';
import { WebSocket } from 'ws';

/** One connection of an operator: the least that speaks the gateway's protocol. */
export class OperatorClient {
  hello;
  #socket;
  #calls = 0;
  #answers = new Map();
  #runEnds = new Map();

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(JSON.parse(data.toString())));
    // A connection that is cut off shows as one that is closed.
    socket.on('error', () => undefined);
  }

  /** Resolves when the gateway has let the client in, with the milliseconds that it took. */
  static async connect(origin, token, instanceId, localAddress = '127.0.0.1') {
    const start = performance.now();
    const socket = new WebSocket(origin.replace(/^http/, 'ws'), { perMessageDeflate: false, localAddress });
    const client = new OperatorClient(socket);
    await Promise.race([client.#challenged(), closing(socket)]);
    const identity = { id: 'cli', version: '1.0.0', platform: 'linux', mode: 'cli', instanceId };
    const params = { minProtocol: 4, maxProtocol: 4, client: identity, auth: { token } };
    client.hello = await Promise.race([client.call('connect', params), closing(socket)]);
    return { client, milliseconds: performance.now() - start };
  }

  /** Resolves with the payload of the answer; rejects with its error. */
  call(method, params = {}) {
    const id = String((this.#calls += 1));
    const { promise, resolve, reject } = Promise.withResolvers();
    this.#answers.set(id, { resolve, reject });
    this.#socket.send(JSON.stringify({ type: 'req', id, method, params }));
    return promise;
  }

  /** Resolves when the run has ended well; rejects when it did not. To be called before the run begins. */
  runEnd(runId) {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.#runEnds.set(runId, { resolve, reject });
    return promise;
  }

  /** Reads nothing from now on. */
  pause() {
    this.#socket.pause();
  }

  async close() {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }

  async #challenged() {
    const { promise, resolve } = Promise.withResolvers();
    this.#answers.set('connect.challenge', { resolve });
    await promise;
  }

  #receive({ type, id, ok, payload, error, event }) {
    if (type === 'res') this.#settle(this.#answers, id, ok ? undefined : error.message, payload);
    else if (event === 'connect.challenge') this.#settle(this.#answers, event, undefined, payload);
    else if (event === 'chat' && payload.state === 'final') this.#settle(this.#runEnds, payload.runId);
    else if (event === 'chat' && payload.state !== 'delta') {
      this.#settle(this.#runEnds, payload.runId, `the run ended with ${JSON.stringify(payload)}`);
    }
  }

  #settle(waiting, key, problem, value) {
    const waiter = waiting.get(key);
    waiting.delete(key);
    if (problem === undefined) waiter?.resolve(value);
    else waiter?.reject(new Error(problem));
  }
}

async function closing(socket) {
  const [code, reason] = await once(socket, 'close');
  throw new Error(`the connection was closed with ${code} ${reason}`);
}
