import type { Ids } from '../../common/ids.js';
import { type JsonObject, tryParseJson } from '../../common/json.js';
import type { ModelEvent } from '../provider.port.js';
import { asArray, asObject, asText } from '../json-value.js';

/** Characters of arguments, over all calls of one answer. */
const longestArguments = 4 * 1024 * 1024;

/** Calls of one answer. Each delta is looked for among them, so many calls would cost quadratic time. */
const mostCalls = 128;

interface AssembledCall {
  position: number;
  id: string;
  /** Made here, because the provider gave none or one that was taken. */
  ownId: boolean;
  /** As the provider numbers it; undefined when it does not. */
  providerIndex: number | undefined;
  name: string | undefined;
  arguments: string;
}

/**
 * Puts tool-call deltas together and gives each call its own index. Providers differ: some number the deltas, some give
 * the same number to every call, some only give ids, some neither and send each call whole, some repeat name or id.
 */
export class ToolCallAssembler {
  private readonly calls: AssembledCall[] = [];
  private argumentsLength = 0;

  constructor(private readonly ids: Ids) {}

  get hasCalls(): boolean {
    return this.calls.length > 0;
  }

  /** Why the calls cannot be used, or undefined. To be asked after each delta, and with `complete` at the end. */
  fault(complete: boolean): string | undefined {
    if (this.argumentsLength > longestArguments) return 'The provider sent tool arguments beyond 4 MB.';
    if (this.calls.length > mostCalls) return `The provider sent more than ${mostCalls} tool calls.`;
    const nameless = complete && this.calls.some((call) => call.name === undefined);
    return nameless ? 'The provider sent a tool call without a name.' : undefined;
  }

  /** The events of one delta's `tool_calls`. */
  add(toolCalls: unknown): ModelEvent[] {
    const touched = new Set<AssembledCall>();
    return asArray(toolCalls).flatMap((entry) => {
      const delta = asObject(entry);
      return delta && this.calls.length <= mostCalls ? this.addOne(delta, touched) : [];
    });
  }

  private addOne(delta: JsonObject, touched: Set<AssembledCall>): ModelEvent[] {
    const details = asObject(delta.function) ?? {};
    const id = asText(delta.id);
    const name = asText(details.name);
    const call = this.find(delta.index, id, name, touched) ?? this.open(delta.index, id);
    touched.add(call);
    return this.extend(call, name, argumentsText(details.arguments));
  }

  private extend(call: AssembledCall, name: string | undefined, more: string): ModelEvent[] {
    const events: ModelEvent[] = [];
    const waiting = call.name === undefined;
    call.arguments += more;
    this.argumentsLength += more.length;
    if (waiting && name === undefined) return events;
    if (waiting && name !== undefined) {
      call.name = name;
      events.push({ type: 'tool-call-start', index: call.position, id: call.id, name });
    }
    const argumentsDelta = waiting ? call.arguments : more;
    if (argumentsDelta !== '') events.push({ type: 'tool-call-delta', index: call.position, argumentsDelta });
    return events;
  }

  private find(
    index: unknown,
    id: string | undefined,
    name: string | undefined,
    touched: Set<AssembledCall>,
  ): AssembledCall | undefined {
    if (typeof index === 'number') {
      const call = this.calls.findLast((other) => other.providerIndex === index);
      return call && isAnother(call, id, name) ? undefined : call;
    }
    const named = id === undefined ? undefined : this.calls.find((other) => other.id === id);
    const last = this.calls.at(-1);
    if (named || !last || name === undefined) return named ?? last;
    const repeats = id === undefined && last.name === name && !touched.has(last) && !isComplete(last.arguments);
    return repeats ? last : undefined;
  }

  /** Results are bound to calls by id, so an id that is missing or taken is replaced. */
  private open(index: unknown, id: string | undefined): AssembledCall {
    const taken = this.calls.some((other) => other.id === id);
    const call: AssembledCall = {
      position: this.calls.length,
      id: id === undefined || taken ? this.ids.prefixed('call_') : id,
      ownId: id === undefined || taken,
      providerIndex: typeof index === 'number' ? index : undefined,
      name: undefined,
      arguments: '',
    };
    this.calls.push(call);
    return call;
  }
}

/** Whether a delta with the number of `call` begins another one; some providers number every call 0. */
function isAnother(call: AssembledCall, id: string | undefined, name: string | undefined): boolean {
  return id !== undefined && name !== undefined && call.name !== undefined && !call.ownId && call.id !== id;
}

function isComplete(json: string): boolean {
  return tryParseJson(json) !== undefined;
}

function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value;
  return asObject(value) ? JSON.stringify(value) : '';
}
