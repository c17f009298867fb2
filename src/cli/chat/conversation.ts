import { randomUUID } from 'node:crypto';
import { describeSize } from '../../common/describe-amount.js';
import type { JsonObject } from '../../common/json.js';
import { closestWord } from '../../config/settings/closest-word.js';
import { hintAt } from '../../config/settings/did-you-mean.js';
import { CliError } from '../cli-error.js';
import type { GatewayLink } from '../command.js';
import { describeTime } from '../format/describe-time.js';
import { listOf, numberOf, objectOf, textOf } from '../read-payload.js';
import type { Question } from '../run/ask-agent.js';

type Options = Omit<Question, 'message'>;

/** The agent and the session that a chat is about. */
export class Conversation {
  private constructor(
    private readonly link: GatewayLink,
    private readonly agents: readonly JsonObject[],
    private readonly options: Options,
    private agent: JsonObject,
  ) {}

  /** Rejects with a `CliError` for an agent that is not there. */
  static async open(link: GatewayLink, options: Options): Promise<Conversation> {
    const list = objectOf(await link.request('agents.list'));
    const agents = listOf(list['agents']);
    const id = options.agentId ?? /^agent:([^:]+):/i.exec(options.sessionKey)?.[1] ?? textOf(list['defaultId']);
    return new Conversation(link, agents, options, agentCalled(agents, id));
  }

  get agentId(): string {
    return textOf(this.agent['id']);
  }

  /** e.g. `Helper (helper), model ollama/llama3.3`. */
  describeAgent(): string {
    const { name, model } = this.agent;
    const shown = textOf(name) === '' ? this.agentId : `${textOf(name)} (${this.agentId})`;
    const ref = textOf(model) || textOf(objectOf(model)['primary']);
    return ref === '' ? shown : `${shown}, model ${ref}`;
  }

  question(message: string): Question {
    return { ...this.options, message, agentId: this.agentId };
  }

  /** Goes on with another agent, in its session of the same name. */
  switchTo(id: string): void {
    if (/^agent:/i.test(this.options.sessionKey)) {
      throw new CliError('The session belongs to one agent; start a chat without --session-key to change it.');
    }
    this.agent = agentCalled(this.agents, id);
  }

  async beginAnew(): Promise<void> {
    await this.link.request('sessions.reset', { ...this.target(), idempotencyKey: randomUUID() });
  }

  /** The last messages. */
  async messages(limit: number): Promise<unknown> {
    const { key: sessionKey, agentId } = this.target();
    const history = await this.link.request('chat.history', { sessionKey, agentId, limit });
    return objectOf(history)['messages'];
  }

  /** What is kept of the session, in a line. */
  async describe(): Promise<string> {
    const { session } = objectOf(await this.link.request('sessions.describe', this.target()));
    if (session === null || session === undefined) return `${this.options.sessionKey}, in which nothing is kept yet`;
    const { key, turns, bytes, updatedAt } = objectOf(session);
    const size = describeSize(numberOf(bytes));
    return `${textOf(key)}: ${numberOf(turns)} turns, ${size}, last used ${describeTime(numberOf(updatedAt))}`;
  }

  private target(): { key: string; agentId: string } {
    return { key: this.options.sessionKey, agentId: this.agentId };
  }
}

function agentCalled(agents: readonly JsonObject[], id: string): JsonObject {
  const ids = agents.map((agent) => textOf(agent['id']));
  const found = agents.find((agent) => textOf(agent['id']).toLowerCase() === id.toLowerCase());
  if (found) return found;
  throw new CliError(`There is no agent ${id}${hintAt(closestWord(id, ids))}; there are ${ids.join(', ')}.`);
}
