import { fakeUsage } from './fake-exchange.js';
import type { Answer, FakeUsage } from './fake-exchange.js';

/** A door in an answer: what stands behind it is sent only after `open()`. */
export interface Gate {
  opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A whole answer in one piece of text. */
export function text(content: string, options: { usage?: FakeUsage | null; finishReason?: string } = {}): Answer {
  return chunks([content], options);
}

/** One delta per string; a gate between them holds the answer until the test opens it. */
export function chunks(
  pieces: (string | Gate)[],
  options: { usage?: FakeUsage | null; finishReason?: string } = {},
): Answer {
  return async (exchange) => {
    await exchange.delta({ role: 'assistant', content: '' });
    for (const piece of pieces) {
      if (typeof piece === 'string') await exchange.delta({ content: piece });
      else await piece.opened;
    }
    await exchange.finish(options.finishReason ?? 'stop', options.usage === undefined ? fakeUsage : options.usage);
  };
}

/** One tool call; an object is sent as its JSON text. */
export function toolCall(name: string, callArguments: unknown, id = `call_${name}`): Answer {
  return toolCalls([{ id, name, arguments: callArguments }]);
}

/** Several tool calls in one answer, each with its arguments split in two deltas. */
export function toolCalls(calls: { id?: string; name: string; arguments: unknown }[], textBefore = ''): Answer {
  return async (exchange) => {
    await exchange.delta({ role: 'assistant', content: textBefore === '' ? null : textBefore });
    for (const [index, call] of calls.entries()) {
      const json = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
      const middle = Math.ceil(json.length / 2);
      const head = { index, id: call.id ?? `call_${index}`, type: 'function' };
      await exchange.delta({
        tool_calls: [{ ...head, function: { name: call.name, arguments: json.slice(0, middle) } }],
      });
      await exchange.delta({ tool_calls: [{ index, function: { arguments: json.slice(middle) } }] });
    }
    await exchange.finish('tool_calls');
  };
}

/** An error status with OpenAI's error body. */
export function status(
  code: number,
  options: { message?: string; type?: string; retryAfter?: string | number; headers?: Record<string, string> } = {},
): Answer {
  return (exchange) => {
    const headers = { ...options.headers };
    if (options.retryAfter !== undefined) headers['retry-after'] = String(options.retryAfter);
    const error = { message: options.message ?? `fake status ${code}`, type: options.type ?? 'fake_error', code: null };
    exchange.json({ error }, code, headers);
  };
}

/** A 200 with this JSON body, from a provider that does not stream. */
export function json(body: unknown): Answer {
  return (exchange) => exchange.json(body);
}

/** Each value as one `data:` event, then the end; without `[DONE]` unless it is among them. */
export function events(...values: unknown[]): Answer {
  return async (exchange) => {
    for (const value of values) await exchange.event(value);
    exchange.end();
  };
}

/** An error sent as data after `textBefore`, inside a 200 stream. */
export function errorEvent(message: string, options: { textBefore?: string; code?: string | number } = {}): Answer {
  return async (exchange) => {
    if (options.textBefore !== undefined) await exchange.delta({ content: options.textBefore });
    await exchange.event({ error: { message, type: 'server_error', code: options.code ?? null } });
    exchange.end();
  };
}

/** Takes the request and never answers. */
export function hang(): Answer {
  return () => undefined;
}

/** Sends these pieces of text and then nothing more; the connection stays open. */
export function hangAfter(...pieces: string[]): Answer {
  return async (exchange) => {
    for (const piece of pieces) await exchange.delta({ content: piece });
  };
}

/** Sends `count` pieces of text (`piece 0 `, `piece 1 `, …) and breaks the connection off. */
export function cutAfter(count: number): Answer {
  return async (exchange) => {
    exchange.start();
    for (let index = 0; index < count; index++) await exchange.delta({ content: `piece ${index} ` });
    exchange.destroy();
  };
}

/** Breaks the connection off without a byte of an answer. */
export function refuse(): Answer {
  return (exchange) => exchange.destroy();
}

/** These bytes as the body of a 200, in these writes. */
export function raw(...writes: (string | Uint8Array)[]): Answer {
  return async (exchange) => {
    for (const bytes of writes) await exchange.write(bytes);
    exchange.end();
  };
}
