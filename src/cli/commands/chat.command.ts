import { SystemClock } from '../../common/system-clock.js';
import { stateDirectoryPath } from '../../config/state-directory.js';
import { stateFiles } from '../../config/state-files.js';
import { join } from 'node:path';
import { Chat } from '../chat/chat.js';
import { chatCommands } from '../chat/chat-line.js';
import { Conversation } from '../chat/conversation.js';
import { InputHistory } from '../chat/input-history.js';
import { LineReader } from '../chat/line-reader.js';
import { ReconnectingLink } from '../chat/reconnecting-link.js';
import type { Command, CommandCall } from '../command.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { connectionLost } from '../connection/connect-failure.js';
import { openLink } from '../connection/open-link.js';
import { readFlag } from '../option-values.js';
import { questionOptions, readQuestionOptions } from '../run/question-options.js';
import type { Terminal } from '../terminal.js';

export const chatCommand: Command = {
  operands: '',
  description:
    'Talks to an agent. Answers appear while they are written, tools as they are called. Where standard input is no ' +
    `terminal, each line of it is one turn. Commands: ${chatCommands.map(([usage]) => usage).join(', ')}. Ctrl-C stops an ` +
    'answer, and twice leaves. With --json each turn is one line of JSON.',
  options: questionOptions,
  examples: [
    { line: 'openclaw chat', note: 'with the default agent' },
    { line: 'openclaw chat --agent front-desk --no-owner', note: 'as a stranger meets a public agent' },
    { line: `printf 'Hello\\nWho are you?\\n' | openclaw chat`, note: 'two turns from a script' },
  ],
  async run(call) {
    const options = readQuestionOptions(call.values);
    const screen: Screen = { reader: undefined };
    const link = mending(await openLink(call), screen, call);
    try {
      return await talk(link, await Conversation.open(link, options), screen, call);
    } finally {
      await link.close();
    }
  },
};

/** What reads lines, once it is there. */
interface Screen {
  reader: LineReader | undefined;
}

/** A person goes on in the same session when the connection is back; a script learns at once that it was lost. */
function mending(link: GatewayLink, screen: Screen, call: CommandCall): GatewayLink {
  const { terminal } = call;
  if (!reconnects(call)) return link;
  const tell = (text: string): void => {
    terminal.note(`\n${text}`);
    screen.reader?.promptAgain();
  };
  return new ReconnectingLink(link, {
    open: () => openLink(call),
    clock: new SystemClock(),
    onLost: (reason) => tell(`The connection to the gateway was lost: ${reason}. Connecting again …`),
    onBack: () => tell('Connected again; the conversation goes on.'),
  });
}

function reconnects({ terminal, values }: CommandCall): boolean {
  return terminal.canAsk && !readFlag(values, 'local');
}

async function talk(link: GatewayLink, conversation: Conversation, screen: Screen, call: CommandCall): Promise<number> {
  const { terminal, json, signal } = call;
  const history = terminal.canAsk ? await openHistory(call) : undefined;
  const reader = new LineReader(terminal, { history: history?.lines ?? [], onInterrupt: () => chat.interrupt() });
  screen.reader = reader;
  const remember = (line: string): void => history?.add(line);
  const parts = {
    link,
    conversation,
    terminal,
    json,
    clock: new SystemClock(),
    reconnects: reconnects(call),
    remember,
  };
  const chat = new Chat(parts, reader);
  const leave = (): void => chat.leave();
  signal.addEventListener('abort', leave, { once: true });
  if (terminal.canAsk) terminal.note(`Talking to ${conversation.describeAgent()}. /help shows the commands.`);
  try {
    if (signal.aborted) leave();
    return await Promise.race([chat.run(), lostLink(link)]);
  } catch (error) {
    giveBack(reader, terminal);
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
    reader.close();
  }
}

/** What a person typed in vain can be copied from the screen. */
function giveBack(reader: LineReader, terminal: Terminal): void {
  const { unread } = reader;
  if (terminal.canAsk && unread.length > 0) terminal.note(`\nThis was not sent:\n${unread.join('\n')}`);
}

/** Rejects when the gateway goes away while nobody says anything. */
async function lostLink(link: GatewayLink): Promise<never> {
  throw connectionLost(await link.closed);
}

async function openHistory({ environment, terminal }: CommandCall): Promise<InputHistory> {
  const path = join(stateDirectoryPath(environment), stateFiles.chatHistory);
  const history = await InputHistory.open(path);
  if (history.notKept !== undefined) terminal.note(`What you type is not kept in ${path}: ${history.notKept}.`);
  return history;
}
