import type { SubagentOutcome } from '../tools/tool.port.js';
import type { RunEvent } from './run-event.js';
import { spokenText } from './spoken-text.js';

/** Reads a run to its end. Its text is what it said after its last tool call, or all it said where that is nothing. */
export async function toSubagentOutcome(batches: AsyncIterable<RunEvent[]>): Promise<SubagentOutcome> {
  const said = { inAll: '', sinceTools: '' };
  let end: RunEvent | undefined;
  for await (const batch of batches) {
    end = batch.at(-1);
    for (const event of batch) add(said, event);
  }
  if (end?.type === 'run-error') return { outcome: 'error', message: end.error.message };
  const text = said.sinceTools.trim() || said.inAll.trim();
  const isWhole = end?.type === 'run-end' && end.finishReason === 'stop';
  return { outcome: 'ok', text: isWhole ? text : `${text}\n[The subagent was stopped here by its limits.]`.trim() };
}

function add(said: { inAll: string; sinceTools: string }, event: RunEvent): void {
  if (event.type === 'tool-start') said.sinceTools = '';
  const text = spokenText(event);
  said.inAll += text;
  said.sinceTools += text;
}
