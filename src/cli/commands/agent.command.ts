import { SystemClock } from '../../common/system-clock.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { openLink } from '../connection/open-link.js';
import { readFlag, readText, readTexts } from '../option-values.js';
import { readOrStdin } from '../read-input.js';
import { AnswerPrinter } from '../run/answer-printer.js';
import { type Question, askAgent } from '../run/ask-agent.js';
import { readAttachments } from '../run/attachments.js';
import { questionOptions, readQuestionOptions } from '../run/question-options.js';
import { usageError } from '../usage-error.js';

export const agentCommand: Command = {
  operands: '',
  description:
    'Asks an agent once and prints its answer. The question and the answer are kept in the session, so the next call goes on ' +
    'with the same conversation. Ctrl-C stops the run.',
  options: {
    message: {
      type: 'string',
      short: 'm',
      value: '<text>',
      description: 'What to say, or - to read it from standard input.',
    },
    ...questionOptions,
    file: {
      type: 'string',
      short: 'f',
      value: '<path>',
      multiple: true,
      description: 'A file to send along; may be repeated.',
    },
    stream: { type: 'boolean', description: 'Print the answer while it is written.' },
  },
  examples: [
    { line: 'openclaw agent --message "What can you do?"', note: 'ask the default agent' },
    { line: 'git diff | openclaw agent --agent main --message - --stream', note: 'send what another program prints' },
    {
      line: 'openclaw agent --message "What is in it?" --file report.pdf --json',
      note: 'with a file; the answer as JSON',
    },
  ],
  async run(call) {
    const stream = readFlag(call.values, 'stream');
    if (stream && call.json) throw usageError('--stream and --json exclude each other.', 'agent');
    const question = await readQuestion(call);
    const link = await openLink(call);
    try {
      await ask(link, question, stream, call);
      return exitCodes.ok;
    } catch (error) {
      // Whoever read the answer has had enough of it, which is no failure.
      if (call.terminal.readerGone.aborted) return exitCodes.ok;
      throw error;
    } finally {
      await link.close();
    }
  },
};

async function readQuestion(call: CommandCall): Promise<Question> {
  const { values } = call;
  const written = readText(values, 'message');
  if (written === undefined)
    throw usageError('--message is missing: say what to ask, or - for standard input.', 'agent');
  const options = readQuestionOptions(values);
  const attachments = await readAttachments(readTexts(values, 'file'));
  const message = await readOrStdin(written, '--message', call);
  return { ...options, message, ...(attachments.length === 0 ? {} : { attachments }) };
}

async function ask(link: GatewayLink, question: Question, stream: boolean, call: CommandCall): Promise<void> {
  const { terminal, json } = call;
  const signal = AbortSignal.any([call.signal, terminal.readerGone]);
  const clock = new SystemClock();
  const isWatched = terminal.streams.stderr.isTTY === true;
  const printer = new AnswerPrinter(terminal, { stream, toolLines: isWatched }, clock);
  printer.begin();
  try {
    const { text, payload } = await askAgent(link, question, printer, { signal, clock });
    if (json) {
      printer.breakOff();
      terminal.json(payload);
    } else printer.finish(text);
  } catch (error) {
    printer.breakOff();
    throw error;
  }
}
