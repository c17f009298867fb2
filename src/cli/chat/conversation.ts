import { randomUUID } from 'node:crypto';
import { counted, describeSize } from '../../common/describe-amount.js';
import { closestWord } from '../../config/settings/closest-word.js';
import { hintAt } from '../../config/settings/did-you-mean.js';
import type {
  AgentRow,
  AgentsListPayload,
  ChatHistoryPayload,
  SessionsDescribePayload,
} from '../../gateway-protocol/method-payloads.js';
import type { SessionRow } from '../../gateway-protocol/payloads.js';
import { agentOfKey } from '../../sessions/session-name.js';
import { CliError } from '../cli-error.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { describeTime } from '../format/describe-time.js';
import { modelOf } from '../format/model-of.js';
import { type Unread, listOf, numberOf, objectOf, textOf } from '../read-payload.js';
import type { Question } from '../run/ask-agent.js';

type Options = Omit<Question, 'message'>;

/** The agent and the session that a chat is about. */
export class Conversation {
  private constructor(
    private readonly link: GatewayLink,
    private readonly agents: readonly Unread<AgentRow>[],
    private readonly options: Options,
    private agent: Unread<AgentRow>,
  ) {}

  /** Rejects with a `CliError` for an agent that is not there. */
  static async open(link: GatewayLink, options: Options): Promise<Conversation> {
    const list = objectOf<AgentsListPayload>(await link.request('agents.list'));
    const agents = listOf<AgentRow>(list.agents);
    const named = options.agentId ?? agentOfKey(options.sessionKey) ?? '';
    return new Conversation(link, agents, options, agentCalled(agents, named || textOf(list.defaultId)));
  }

  get agentId(): string {
    return textOf(this.agent.id);
  }

  /** e.g. `Helper (helper), model ollama/llama3.3`. */
  describeAgent(): string {
    const name = textOf(this.agent.name);
    const shown = name === '' || name === this.agentId ? this.agentId : `${name} (${this.agentId})`;
    const ref = modelOf(this.agent);
    return ref === '' ? shown : `${shown}, model ${ref}`;
  }

  question(message: string): Question {
    return { ...this.options, message, agentId: this.agentId };
  }

  /** Goes on with another agent, in its session of the same name. */
  switchTo(id: string): void {
    if (agentOfKey(this.options.sessionKey) !== undefined) {
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
    return objectOf<ChatHistoryPayload>(history).messages;
  }

  /** What is kept of the session, in a line. */
  async describe(): Promise<string> {
    const { session } = objectOf<SessionsDescribePayload>(await this.link.request('sessions.describe', this.target()));
    if (session === null || session === undefined) return `${this.options.sessionKey}, in which nothing is kept yet`;
    const { key, turns, bytes, updatedAt } = objectOf<SessionRow>(session);
    const size = describeSize(numberOf(bytes));
    return `${textOf(key)}: ${counted(numberOf(turns), 'turn')}, ${size}, last used ${describeTime(numberOf(updatedAt))}`;
  }

  private target(): { key: string; agentId: string } {
    return { key: this.options.sessionKey, agentId: this.agentId };
  }
}

function agentCalled(agents: readonly Unread<AgentRow>[], id: string): Unread<AgentRow> {
  const ids = agents.map((agent) => textOf(agent.id));
  const found = agents.find((agent) => textOf(agent.id).toLowerCase() === id.toLowerCase());
  if (found) return found;
  throw new CliError(`There is no agent ${id}${hintAt(closestWord(id, ids))}; there are ${ids.join(', ')}.`);
}
