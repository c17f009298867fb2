import { Injectable, Logger } from '@nestjs/common';
import { untilAborted } from '../../common/abort.js';
import type { ToolCall } from '../../common/conversation.js';
import { limitText } from '../../common/limit-text.js';
import { ModelReadableError } from '../../common/model-readable.error.js';
import { ArgumentChecker, type CheckedArguments } from './argument-checker.js';
import { limitOutput } from './limit-output.js';
import { OwnerToolAudit } from './owner-tool-audit.service.js';
import {
  type ExecutedCall,
  type Tool,
  type ToolContext,
  type ToolOutcome,
  type ToolResult,
  errorResult,
} from '../tool.port.js';

/** Characters of the names of tools that a refusal repeats. */
const longestNames = 500;

const stoppedBefore = errorResult('The run was stopped before this call.');
const notNoted = errorResult(
  'The gateway has to write down first that this tool may change something, and could not, so the tool did not run. Go on ' +
    'without it, and say that the operator should look at the free space of the state directory.',
);

/** Runs the calls of a model. Every call gets exactly one result, whatever becomes of it; nothing is thrown. */
@Injectable()
export class ToolExecutor {
  private readonly logger = new Logger(ToolExecutor.name);

  constructor(
    private readonly checker: ArgumentChecker,
    private readonly ownerTools: OwnerToolAudit,
  ) {}

  /**
   * `tools` are the effective tools of the run: a call to anything else is refused, and nothing runs. `onStart` is awaited
   * right before a tool begins; where it rejects, the tool does not run.
   */
  async execute(
    call: ToolCall,
    tools: readonly Tool[],
    context: ToolContext,
    onStart?: (tool: Tool) => Promise<void>,
  ): Promise<ExecutedCall> {
    const tool = tools.find((candidate) => candidate.definition.name === call.name);
    if (!tool) return finished(call, 'refused', errorResult(noSuchTool(call.name, tools)));
    const checked = await this.check(tool, call);
    if (context.signal.aborted) return finished(call, 'aborted', stoppedBefore);
    if (!checked.ok) return finished(call, 'error', errorResult(checked.complaint));
    const refusal = await this.ownerTools.refusal(tool, context);
    if (refusal !== undefined) return finished(call, 'refused', errorResult(refusal));
    if (context.signal.aborted) return finished(call, 'aborted', stoppedBefore);
    if (!(await this.mayStart(tool, onStart))) return finished(call, 'refused', notNoted);
    if (context.signal.aborted) return finished(call, 'aborted', stoppedBefore);
    const result = await this.run(tool, checked.args, context);
    const outcome = context.signal.aborted ? 'aborted' : result.isError ? 'error' : 'ok';
    return { ...finished(call, outcome, result), sideEffect: tool.sideEffects };
  }

  private async mayStart(tool: Tool, onStart: ((tool: Tool) => Promise<void>) | undefined): Promise<boolean> {
    try {
      await onStart?.(tool);
      return true;
    } catch (error) {
      this.logger.error(`The tool ${tool.definition.name} was not run: ${String(error)}`);
      return false;
    }
  }

  /** A schema that is none is a fault of the tool, and the model gets to know no more than that it failed. */
  private async check(tool: Tool, call: ToolCall): Promise<CheckedArguments> {
    try {
      return await this.checker.check(tool, call);
    } catch (error) {
      return { ok: false, complaint: this.failed(tool, error) };
    }
  }

  private async run(tool: Tool, args: Record<string, unknown>, context: ToolContext): Promise<ToolResult> {
    try {
      return await untilAborted(tool.run(args, context), context.signal);
    } catch (error) {
      if (context.signal.aborted) return errorResult('The run was stopped during this call.');
      return errorResult(error instanceof ModelReadableError ? error.message : this.failed(tool, error));
    }
  }

  private failed({ definition }: Tool, error: unknown): string {
    this.logger.warn(`The tool ${definition.name} failed: ${String(error)}`);
    return `The tool '${definition.name}' failed. Try other arguments or another way; the operator finds the reason in the log.`;
  }
}

function finished(call: ToolCall, outcome: ToolOutcome, result: ToolResult): ExecutedCall {
  const { content } = limitOutput(result);
  return { outcome, message: { role: 'tool', callId: call.id, content }, sideEffect: false };
}

/** Names the tools of the run, for a model that remembers those of another one. */
function noSuchTool(name: string, tools: readonly Tool[]): string {
  const names = tools.map(({ definition }) => definition.name).join(', ');
  const shown = names.length > longestNames ? `${limitText(names, longestNames)} …` : names;
  return `There is no tool '${limitText(name, 64)}' here. ${names === '' ? 'This run has none.' : `There are: ${shown}.`}`;
}
