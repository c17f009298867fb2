import { SystemClock } from '../../common/system-clock.js';
import { stateDirectoryPath } from '../../config/state-directory.js';
import { stateFiles } from '../../config/state-files.js';
import { join } from 'node:path';
import { Chat } from '../chat/chat.js';
import { chatCommands } from '../chat/chat-line.js';
import { Conversation } from '../chat/conversation.js';
import { InputHistory } from '../chat/input-history.js';
import { LineReader } from '../chat/line-reader.js';
import type { Command, CommandCall } from '../command.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { connectionLost } from '../connection/connect-failure.js';
import { openLink } from '../connection/open-link.js';
import { questionOptions, readQuestionOptions } from '../run/question-options.js';

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
    const link = await openLink(call);
    try {
      return await talk(link, await Conversation.open(link, options), call);
    } finally {
      await link.close();
    }
  },
};

async function talk(link: GatewayLink, conversation: Conversation, call: CommandCall): Promise<number> {
  const { terminal, json, signal } = call;
  const history = terminal.canAsk ? await openHistory(call) : undefined;
  const reader = new LineReader(terminal, { history: history?.lines ?? [], onInterrupt: () => chat.interrupt() });
  const remember = (line: string): void => history?.add(line);
  const chat = new Chat({ link, conversation, terminal, json, clock: new SystemClock(), remember }, reader);
  const leave = (): void => chat.leave();
  signal.addEventListener('abort', leave, { once: true });
  if (terminal.canAsk) terminal.note(`Talking to ${conversation.describeAgent()}. /help shows the commands.`);
  try {
    if (signal.aborted) leave();
    return await Promise.race([chat.run(), lostLink(link)]);
  } finally {
    signal.removeEventListener('abort', leave);
    reader.close();
  }
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
